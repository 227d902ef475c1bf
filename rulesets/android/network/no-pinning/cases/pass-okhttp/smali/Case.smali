.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Lokhttp3/CertificatePinner$Builder;)Ljava/lang/String;
    .locals 3
    const-string v0, "api.example.tw"
    const/4 v1, 0x1
    new-array v1, v1, [Ljava/lang/String;
    invoke-virtual {p0, v0, v1}, Lokhttp3/CertificatePinner$Builder;->add(Ljava/lang/String;[Ljava/lang/String;)Lokhttp3/CertificatePinner$Builder;
    const-string v0, "https://api.example.tw/v1/"
    return-object v0
.end method

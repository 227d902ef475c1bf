.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Lokhttp3/CertificatePinner$Builder;)Ljava/lang/String;
    .locals 2
    const-string v0, "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    filled-new-array {v0}, [Ljava/lang/String;
    move-result-object v1
    const-string v0, "api.example.tw"
    invoke-virtual {p0, v0, v1}, Lokhttp3/CertificatePinner$Builder;->add(Ljava/lang/String;[Ljava/lang/String;)Lokhttp3/CertificatePinner$Builder;
    const-string v0, "https://api.example.tw/v1/"
    return-object v0
.end method

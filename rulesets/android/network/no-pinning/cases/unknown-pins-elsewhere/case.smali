# A pinner without a pin in the code: where its pins come from is not told.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Lokhttp3/CertificatePinner$Builder;[Ljava/lang/String;)Ljava/lang/String;
    .locals 1
    const-string v0, "api.example.tw"
    invoke-virtual {p0, v0, p1}, Lokhttp3/CertificatePinner$Builder;->add(Ljava/lang/String;[Ljava/lang/String;)Lokhttp3/CertificatePinner$Builder;
    const-string v0, "https://api.example.tw/v1/"
    return-object v0
.end method

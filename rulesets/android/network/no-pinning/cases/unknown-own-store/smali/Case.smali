.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/security/KeyStore;Ljava/security/cert/Certificate;)Ljava/lang/String;
    .locals 1
    const-string v0, "ca"
    invoke-virtual {p0, v0, p1}, Ljava/security/KeyStore;->setCertificateEntry(Ljava/lang/String;Ljava/security/cert/Certificate;)V
    const-string v0, "https://api.example.tw/v1/"
    return-object v0
.end method

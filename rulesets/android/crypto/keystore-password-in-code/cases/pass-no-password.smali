# A trust store without a password.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/security/KeyStore;Ljava/io/InputStream;)V
    .locals 1
    const/4 v0, 0x0
    invoke-virtual {p0, p1, v0}, Ljava/security/KeyStore;->load(Ljava/io/InputStream;[C)V
    return-void
.end method

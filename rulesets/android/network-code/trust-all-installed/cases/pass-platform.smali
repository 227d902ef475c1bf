# No trust manager of its own: the platform decides.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/net/ssl/SSLContext;)V
    .locals 1
    const/4 v0, 0x0
    invoke-virtual {p0, v0, v0, v0}, Ljavax/net/ssl/SSLContext;->init([Ljavax/net/ssl/KeyManager;[Ljavax/net/ssl/TrustManager;Ljava/security/SecureRandom;)V
    return-void
.end method

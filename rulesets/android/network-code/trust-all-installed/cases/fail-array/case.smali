# expect: Ltw/example/app/Case;->m(Ljavax/net/ssl/SSLContext;)V+0x000c
# An array with one trust manager of the app.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/net/ssl/SSLContext;)V
    .locals 4
    const/4 v0, 0x1
    new-array v0, v0, [Ljavax/net/ssl/TrustManager;
    new-instance v1, Ltw/example/app/Trust;
    invoke-direct {v1}, Ltw/example/app/Trust;-><init>()V
    const/4 v2, 0x0
    aput-object v1, v0, v2
    const/4 v3, 0x0
    invoke-virtual {p0, v3, v0, v3}, Ljavax/net/ssl/SSLContext;->init([Ljavax/net/ssl/KeyManager;[Ljavax/net/ssl/TrustManager;Ljava/security/SecureRandom;)V
    return-void
.end method

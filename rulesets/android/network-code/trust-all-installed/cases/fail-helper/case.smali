# expect: Ltw/example/app/Case;->m(Ljavax/net/ssl/SSLContext;)V+0x0005
# A helper makes the array, as with a field that holds it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static all()[Ljavax/net/ssl/TrustManager;
    .locals 3
    const/4 v0, 0x1
    new-array v0, v0, [Ljavax/net/ssl/TrustManager;
    new-instance v1, Ltw/example/app/Trust;
    invoke-direct {v1}, Ltw/example/app/Trust;-><init>()V
    const/4 v2, 0x0
    aput-object v1, v0, v2
    return-object v0
.end method

.method public static m(Ljavax/net/ssl/SSLContext;)V
    .locals 2
    invoke-static {}, Ltw/example/app/Case;->all()[Ljavax/net/ssl/TrustManager;
    move-result-object v0
    const/4 v1, 0x0
    invoke-virtual {p0, v1, v0, v1}, Ljavax/net/ssl/SSLContext;->init([Ljavax/net/ssl/KeyManager;[Ljavax/net/ssl/TrustManager;Ljava/security/SecureRandom;)V
    return-void
.end method

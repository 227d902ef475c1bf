# expect: Ltw/example/app/Case;->factory()Ljavax/net/ssl/SSLSocketFactory;+0x0002
# Made in a helper.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static factory()Ljavax/net/ssl/SSLSocketFactory;
    .locals 2
    const/4 v0, 0x0
    const/4 v1, 0x0
    invoke-static {v0, v1}, Landroid/net/SSLCertificateSocketFactory;->getInsecure(ILandroid/net/SSLSessionCache;)Ljavax/net/ssl/SSLSocketFactory;
    move-result-object v0
    return-object v0
.end method

.method public static m(Ljavax/net/ssl/HttpsURLConnection;)V
    .locals 1
    invoke-static {}, Ltw/example/app/Case;->factory()Ljavax/net/ssl/SSLSocketFactory;
    move-result-object v0
    invoke-virtual {p0, v0}, Ljavax/net/ssl/HttpsURLConnection;->setSSLSocketFactory(Ljavax/net/ssl/SSLSocketFactory;)V
    return-void
.end method

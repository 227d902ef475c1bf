# The verifier of the platform.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/net/ssl/HttpsURLConnection;)V
    .locals 1
    invoke-static {}, Ljavax/net/ssl/HttpsURLConnection;->getDefaultHostnameVerifier()Ljavax/net/ssl/HostnameVerifier;
    move-result-object v0
    invoke-virtual {p0, v0}, Ljavax/net/ssl/HttpsURLConnection;->setHostnameVerifier(Ljavax/net/ssl/HostnameVerifier;)V
    return-void
.end method

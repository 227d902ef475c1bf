.class public Ltw/example/app/Tls;
.super Ljava/lang/Object;

.method public static strict(Ljavax/net/ssl/SSLSocket;)V
    .locals 2
    invoke-virtual {p0}, Ljavax/net/ssl/SSLSocket;->getSSLParameters()Ljavax/net/ssl/SSLParameters;
    move-result-object v0
    const-string v1, "HTTPS"
    invoke-virtual {v0, v1}, Ljavax/net/ssl/SSLParameters;->setEndpointIdentificationAlgorithm(Ljava/lang/String;)V
    invoke-virtual {p0, v0}, Ljavax/net/ssl/SSLSocket;->setSSLParameters(Ljavax/net/ssl/SSLParameters;)V
    return-void
.end method

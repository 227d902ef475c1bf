# What is allowed is put together at run time.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/net/ssl/SSLSocket;)V
    .locals 1
    invoke-virtual {p0}, Ljavax/net/ssl/SSLSocket;->getSupportedProtocols()[Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p0, v0}, Ljavax/net/ssl/SSLSocket;->setEnabledProtocols([Ljava/lang/String;)V
    return-void
.end method

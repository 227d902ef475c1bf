# Only current versions are allowed.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/net/ssl/SSLSocket;)V
    .locals 2
    const-string v0, "TLSv1.2"
    const-string v1, "TLSv1.3"
    filled-new-array {v0, v1}, [Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p0, v0}, Ljavax/net/ssl/SSLSocket;->setEnabledProtocols([Ljava/lang/String;)V
    return-void
.end method

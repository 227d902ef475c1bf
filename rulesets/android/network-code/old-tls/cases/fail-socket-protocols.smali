# Old versions stand beside a current one in the list that a socket is given.
# expect: Ltw/example/app/Case;->m(Ljavax/net/ssl/SSLSocket;)V+0x0008
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/net/ssl/SSLSocket;)V
    .locals 2
    const-string v0, "TLSv1.2"
    const-string v1, "TLSv1"
    filled-new-array {v0, v1}, [Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p0, v0}, Ljavax/net/ssl/SSLSocket;->setEnabledProtocols([Ljava/lang/String;)V
    return-void
.end method

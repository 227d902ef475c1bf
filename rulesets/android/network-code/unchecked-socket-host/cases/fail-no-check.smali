# expect: Ltw/example/app/Case;->open(Ljava/lang/String;)Ljava/net/Socket;+0x0008
# The handshake is done and nobody looks at the host.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public open(Ljava/lang/String;)Ljava/net/Socket;
    .locals 6
    invoke-static {}, Ljavax/net/ssl/SSLSocketFactory;->getDefault()Ljavax/net/SocketFactory;
    move-result-object v0
    check-cast v0, Ljavax/net/ssl/SSLSocketFactory;
    const/16 v1, 0x1bb
    invoke-virtual {v0, p1, v1}, Ljavax/net/ssl/SSLSocketFactory;->createSocket(Ljava/lang/String;I)Ljava/net/Socket;
    move-result-object v0
    check-cast v0, Ljavax/net/ssl/SSLSocket;
    invoke-virtual {v0}, Ljavax/net/ssl/SSLSocket;->startHandshake()V
    return-object v0
.end method

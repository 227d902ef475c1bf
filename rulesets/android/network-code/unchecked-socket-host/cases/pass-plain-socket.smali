# A factory of plain sockets has no certificate.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public open(Ljava/lang/String;)Ljava/net/Socket;
    .locals 6
    invoke-static {}, Ljavax/net/SocketFactory;->getDefault()Ljavax/net/SocketFactory;
    move-result-object v0
    const/16 v1, 0x50
    invoke-virtual {v0, p1, v1}, Ljavax/net/SocketFactory;->createSocket(Ljava/lang/String;I)Ljava/net/Socket;
    move-result-object v0
    return-object v0
.end method

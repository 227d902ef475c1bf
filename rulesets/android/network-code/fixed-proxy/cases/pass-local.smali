# A proxy on the phone itself.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/net/Proxy$Type;)Ljava/net/Proxy;
    .locals 4
    new-instance v0, Ljava/net/Proxy;
    new-instance v1, Ljava/net/InetSocketAddress;
    const-string v2, "127.0.0.1"
    const/16 v3, 0x1f90
    invoke-direct {v1, v2, v3}, Ljava/net/InetSocketAddress;-><init>(Ljava/lang/String;I)V
    invoke-direct {v0, p0, v1}, Ljava/net/Proxy;-><init>(Ljava/net/Proxy$Type;Ljava/net/SocketAddress;)V
    return-object v0
.end method

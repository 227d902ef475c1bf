# The address comes from elsewhere.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/net/Proxy$Type;Ljava/net/SocketAddress;)Ljava/net/Proxy;
    .locals 1
    new-instance v0, Ljava/net/Proxy;
    invoke-direct {v0, p0, p1}, Ljava/net/Proxy;-><init>(Ljava/net/Proxy$Type;Ljava/net/SocketAddress;)V
    return-object v0
.end method

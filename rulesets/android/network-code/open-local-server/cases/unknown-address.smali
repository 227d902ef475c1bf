# The address comes from elsewhere.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/net/ServerSocket;Ljava/net/SocketAddress;)V
    .locals 0
    invoke-virtual {p0, p1}, Ljava/net/ServerSocket;->bind(Ljava/net/SocketAddress;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m()V+0x000c
# severity: medium
# Bound later to every address.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 4
    new-instance v0, Ljava/net/ServerSocket;
    invoke-direct {v0}, Ljava/net/ServerSocket;-><init>()V
    new-instance v1, Ljava/net/InetSocketAddress;
    const/16 v2, 0x1f90
    invoke-direct {v1, v2}, Ljava/net/InetSocketAddress;-><init>(I)V
    invoke-virtual {v0, v1}, Ljava/net/ServerSocket;->bind(Ljava/net/SocketAddress;)V
    return-void
.end method

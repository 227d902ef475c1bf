# expect: Ltw/example/app/Case;->m()V+0x0005
# severity: medium
# Null as address stands for every address.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 4
    new-instance v0, Ljava/net/ServerSocket;
    const/16 v1, 0x1f90
    const/4 v2, 0x0
    invoke-direct {v0, v1, v2, v2}, Ljava/net/ServerSocket;-><init>(IILjava/net/InetAddress;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m()V+0x000b
# severity: low
# Other apps on the phone can connect.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 4
    new-instance v0, Ljava/net/ServerSocket;
    const/16 v1, 0x1f90
    const/4 v2, 0x0
    const-string v3, "127.0.0.1"
    invoke-static {v3}, Ljava/net/InetAddress;->getByName(Ljava/lang/String;)Ljava/net/InetAddress;
    move-result-object v3
    invoke-direct {v0, v1, v2, v3}, Ljava/net/ServerSocket;-><init>(IILjava/net/InetAddress;)V
    return-void
.end method

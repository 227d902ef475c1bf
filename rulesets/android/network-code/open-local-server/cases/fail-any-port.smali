# expect: Ltw/example/app/Case;->m()V+0x0003
# severity: low
# Any free port, mostly to learn which one is free.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 4
    new-instance v0, Ljava/net/ServerSocket;
    const/4 v1, 0x0
    invoke-direct {v0, v1}, Ljava/net/ServerSocket;-><init>(I)V
    return-void
.end method

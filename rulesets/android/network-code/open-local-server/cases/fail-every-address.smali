# expect: Ltw/example/app/Case;->m()V+0x0004
# severity: medium
# A port on every address.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 4
    new-instance v0, Ljava/net/ServerSocket;
    const/16 v1, 0x1f90
    invoke-direct {v0, v1}, Ljava/net/ServerSocket;-><init>(I)V
    return-void
.end method

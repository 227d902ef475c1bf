# expect: Ltw/example/app/Case;->m()V+0x0004
# severity: medium
# A socket with a name, which every app may connect to.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 4
    new-instance v0, Landroid/net/LocalServerSocket;
    const-string v1, "tw.example.app"
    invoke-direct {v0, v1}, Landroid/net/LocalServerSocket;-><init>(Ljava/lang/String;)V
    return-void
.end method

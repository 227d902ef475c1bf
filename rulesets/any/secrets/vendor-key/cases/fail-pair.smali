# An access key of AWS and its secret in one class.
# expect: Ltw/example/app/Case;->m()V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "AKIAQ3EGV7PJ5ZL2WXKD"
    const-string v1, "wJ7rXtK3mENG2bPqRfiCYz9aKmT4vLsQe8HdB1Nx"
    return-void
.end method

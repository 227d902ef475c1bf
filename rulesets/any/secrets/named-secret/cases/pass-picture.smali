# An encoded picture, a public key, a value without a name.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "secretIcon"
    const-string v1, "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    invoke-static {v0, v1}, Ltw/example/app/Case;->n(Ljava/lang/String;Ljava/lang/String;)V
    const-string v0, "pinning"
    const-string v1, "9fK2mQ7xLw0Zt8VbR5cN3hYs"
    invoke-static {v0, v1}, Ltw/example/app/Case;->n(Ljava/lang/String;Ljava/lang/String;)V
    return-void
.end method

.method static n(Ljava/lang/String;Ljava/lang/String;)V
    .locals 0
    return-void
.end method

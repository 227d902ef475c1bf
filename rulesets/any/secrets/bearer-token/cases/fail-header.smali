# expect: Ltw/example/app/Case;->m()V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "Bearer 9fK2mQ7xLw0Zt8VbR5cN3hYs"
    return-void
.end method

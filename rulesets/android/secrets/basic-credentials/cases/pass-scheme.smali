# The value is added at run time.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "Basic "
    return-void
.end method

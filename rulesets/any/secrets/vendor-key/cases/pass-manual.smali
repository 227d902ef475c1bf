# The key of the vendor's manual.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "AKIAIOSFODNN7EXAMPLE"
    return-void
.end method

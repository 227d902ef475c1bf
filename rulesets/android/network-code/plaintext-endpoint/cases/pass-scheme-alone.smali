# A library looks for the scheme.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "ws://"
    return-void
.end method

# Nothing brings the TLS code up to date.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 0
    return-void
.end method

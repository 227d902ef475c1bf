# A server on the phone.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "ws://127.0.0.1:8097/inspector"
    return-void
.end method

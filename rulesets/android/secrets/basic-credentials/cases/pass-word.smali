# A title, not a header.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "Basic authentication failed"
    return-void
.end method

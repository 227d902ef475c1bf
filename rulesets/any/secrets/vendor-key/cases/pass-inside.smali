# Part of a longer text.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "iVBORw0KGgoAKIAQ3EGV7PJ5ZL2WXKDAAANSUhEUg"
    return-void
.end method

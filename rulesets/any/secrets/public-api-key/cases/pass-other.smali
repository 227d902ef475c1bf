# The word without a key, and a key inside a longer text.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "AIza"
    const-string v1, "xxAIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q"
    return-void
.end method

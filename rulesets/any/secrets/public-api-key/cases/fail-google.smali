# Made to be public, and limited by the package name.
# expect: Ltw/example/app/Case;->m()V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "AIzaSyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q"
    return-void
.end method

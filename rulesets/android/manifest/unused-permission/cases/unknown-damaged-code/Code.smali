.class public Ltw/example/app/Cam;
.super Ljava/lang/Object;

.method public static open()V
    .registers 1
    return-void
.end method

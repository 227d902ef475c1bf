# A generator for animations may have a seed.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    new-instance v0, Ljava/util/Random;
    const-wide/16 v1, 0x2a
    invoke-direct {v0, v1, v2}, Ljava/util/Random;-><init>(J)V
    return-void
.end method

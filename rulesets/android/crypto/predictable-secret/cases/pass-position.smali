# A method with a name about a token shuffles a list.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public tokenPosition()I
    .locals 6
    new-instance v0, Ljava/util/Random;
    invoke-direct {v0}, Ljava/util/Random;-><init>()V
    const/16 v1, 0xa
    invoke-virtual {v0, v1}, Ljava/util/Random;->nextInt(I)I
    move-result v0
    return v0
.end method

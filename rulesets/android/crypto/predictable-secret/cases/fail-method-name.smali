# expect: Ltw/example/app/Case;->sessionToken()Ljava/lang/String;+0x000f
# A token of digits, put together in a loop.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public sessionToken()Ljava/lang/String;
    .locals 6
    new-instance v0, Ljava/util/Random;
    invoke-direct {v0}, Ljava/util/Random;-><init>()V
    new-instance v1, Ljava/lang/StringBuilder;
    invoke-direct {v1}, Ljava/lang/StringBuilder;-><init>()V
    const/4 v2, 0x0
    :more
    const/16 v3, 0xa
    if-ge v2, v3, :end
    invoke-virtual {v0, v3}, Ljava/util/Random;->nextInt(I)I
    move-result v3
    invoke-virtual {v1, v3}, Ljava/lang/StringBuilder;->append(I)Ljava/lang/StringBuilder;
    add-int/lit8 v2, v2, 0x1
    goto :more
    :end
    invoke-virtual {v1}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

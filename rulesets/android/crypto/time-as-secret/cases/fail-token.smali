# expect: Ltw/example/app/Case;->orderToken(Ljava/lang/String;)Ljava/lang/String;+0x0005
# The token of an order is the time and its digest.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public orderToken(Ljava/lang/String;)Ljava/lang/String;
    .locals 6
    new-instance v2, Ljava/lang/StringBuilder;
    invoke-direct {v2, p1}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    invoke-static {}, Ljava/lang/System;->currentTimeMillis()J
    move-result-wide v0
    invoke-virtual {v2, v0, v1}, Ljava/lang/StringBuilder;->append(J)Ljava/lang/StringBuilder;
    invoke-virtual {v2}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

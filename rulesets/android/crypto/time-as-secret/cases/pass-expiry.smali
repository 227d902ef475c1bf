# When a token was given is not the token.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private tokenTime:J

.method public accept()V
    .locals 6
    invoke-static {}, Ljava/lang/System;->currentTimeMillis()J
    move-result-wide v0
    iput-wide v0, p0, Ltw/example/app/Case;->tokenTime:J
    return-void
.end method

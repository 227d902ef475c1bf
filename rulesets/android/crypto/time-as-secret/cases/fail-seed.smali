# expect: Ltw/example/app/Case;->run()V+0x0009
# A secure generator is seeded with the clock.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run()V
    .locals 6
    invoke-static {}, Ljava/lang/System;->nanoTime()J
    move-result-wide v0
    new-instance v2, Ljava/security/SecureRandom;
    invoke-direct {v2}, Ljava/security/SecureRandom;-><init>()V
    invoke-virtual {v2, v0, v1}, Ljava/security/SecureRandom;->setSeed(J)V
    return-void
.end method

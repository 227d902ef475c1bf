# expect: Ltw/example/app/Case;->m()V+0x0007
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    new-instance v0, Ljava/security/SecureRandom;
    invoke-direct {v0}, Ljava/security/SecureRandom;-><init>()V
    const-wide/16 v1, 0x2a
    invoke-virtual {v0, v1, v2}, Ljava/security/SecureRandom;->setSeed(J)V
    return-void
.end method

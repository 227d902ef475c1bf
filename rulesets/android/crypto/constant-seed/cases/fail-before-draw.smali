# The seed comes before the first number.
# expect: Ltw/example/app/Case;->m()[B+0x0007
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()[B
    .locals 4
    new-instance v0, Ljava/security/SecureRandom;
    invoke-direct {v0}, Ljava/security/SecureRandom;-><init>()V
    const-wide/16 v2, 0x7
    invoke-virtual {v0, v2, v3}, Ljava/security/SecureRandom;->setSeed(J)V
    const/16 v1, 0x10
    new-array v1, v1, [B
    invoke-virtual {v0, v1}, Ljava/security/SecureRandom;->nextBytes([B)V
    return-object v1
.end method

# The generator adds its own entropy.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 2
    new-instance v0, Ljava/security/SecureRandom;
    invoke-direct {v0}, Ljava/security/SecureRandom;-><init>()V
    const/16 v1, 0x10
    invoke-virtual {v0, v1}, Ljava/security/SecureRandom;->generateSeed(I)[B
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/security/SecureRandom;->setSeed([B)V
    return-void
.end method

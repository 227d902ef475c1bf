# A variable of type Random holds a SecureRandom.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run()V
    .locals 6
    new-instance v0, Ljava/security/SecureRandom;
    invoke-direct {v0}, Ljava/security/SecureRandom;-><init>()V
    const/16 v1, 0x10
    new-array v1, v1, [B
    invoke-virtual {v0, v1}, Ljava/util/Random;->nextBytes([B)V
    new-instance v2, Ljavax/crypto/spec/IvParameterSpec;
    invoke-direct {v2, v1}, Ljavax/crypto/spec/IvParameterSpec;-><init>([B)V
    return-void
.end method

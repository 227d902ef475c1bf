.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    new-instance v2, Ljava/security/SecureRandom;
    invoke-direct {v2}, Ljava/security/SecureRandom;-><init>()V
    const/16 v0, 0xc
    new-array v0, v0, [B
    invoke-virtual {v2, v0}, Ljava/security/SecureRandom;->nextBytes([B)V
    const/16 v1, 0x80
    new-instance v2, Ljavax/crypto/spec/GCMParameterSpec;
    invoke-direct {v2, v1, v0}, Ljavax/crypto/spec/GCMParameterSpec;-><init>(I[B)V
    return-void
.end method

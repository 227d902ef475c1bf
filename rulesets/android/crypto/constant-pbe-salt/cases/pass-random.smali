# Drawn at random.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([C)V
    .locals 6
    const/16 v5, 0x10
    new-array v5, v5, [B
    new-instance v0, Ljava/security/SecureRandom;
    invoke-direct {v0}, Ljava/security/SecureRandom;-><init>()V
    invoke-virtual {v0, v5}, Ljava/security/SecureRandom;->nextBytes([B)V
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    move-object v1, p0
    move-object v2, v5
    const v3, 0x927c0
    const/16 v4, 0x100
    invoke-direct/range {v0 .. v4}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

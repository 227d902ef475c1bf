# The wrapper fills the empty array of its caller with random bytes before they become the key.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static key([B)Ljavax/crypto/spec/SecretKeySpec;
    .locals 2
    new-instance v0, Ljava/security/SecureRandom;
    invoke-direct {v0}, Ljava/security/SecureRandom;-><init>()V
    invoke-virtual {v0, p0}, Ljava/security/SecureRandom;->nextBytes([B)V
    new-instance v0, Ljavax/crypto/spec/SecretKeySpec;
    const-string v1, "AES"
    invoke-direct {v0, p0, v1}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-object v0
.end method

.method public static m()V
    .locals 1
    const/16 v0, 0x20
    new-array v0, v0, [B
    invoke-static {v0}, Ltw/example/app/Case;->key([B)Ljavax/crypto/spec/SecretKeySpec;
    return-void
.end method

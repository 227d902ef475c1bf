# expect: Ltw/example/app/Case;->key()Ljavax/crypto/SecretKey;+0x0010
# The time as text is the key.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public key()Ljavax/crypto/SecretKey;
    .locals 6
    invoke-static {}, Ljava/lang/System;->currentTimeMillis()J
    move-result-wide v0
    invoke-static {v0, v1}, Ljava/lang/String;->valueOf(J)Ljava/lang/String;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/String;->getBytes()[B
    move-result-object v0
    const-string v1, "AES"
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    invoke-direct {v2, v0, v1}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-object v2
.end method

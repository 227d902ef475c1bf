# The hash of a fixed text is as fixed as the text.
# expect: Ltw/example/app/Case;->key()Ljavax/crypto/SecretKey;+0x001d
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static key()Ljavax/crypto/SecretKey;
    .locals 4
    const-string v0, "SHA-256"
    invoke-static {v0}, Ljava/security/MessageDigest;->getInstance(Ljava/lang/String;)Ljava/security/MessageDigest;
    move-result-object v0
    const-string v1, "nine green lanterns"
    invoke-virtual {v1}, Ljava/lang/String;->getBytes()[B
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/security/MessageDigest;->update([B)V
    invoke-virtual {v0}, Ljava/security/MessageDigest;->digest()[B
    move-result-object v0
    const/16 v1, 0x10
    invoke-static {v0, v1}, Ljava/util/Arrays;->copyOf([BI)[B
    move-result-object v0
    new-instance v1, Ljavax/crypto/spec/SecretKeySpec;
    const-string v2, "AES"
    invoke-direct {v1, v0, v2}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-object v1
.end method

# expect: Ltw/example/app/Case;->m([B)Ljavax/crypto/SecretKey;+0x0002
# severity: high
# A key is made of the digest.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)Ljavax/crypto/SecretKey;
    .locals 3
    const-string v0, "MD5"
    invoke-static {v0}, Ljava/security/MessageDigest;->getInstance(Ljava/lang/String;)Ljava/security/MessageDigest;
    move-result-object v0
    invoke-virtual {v0, p0}, Ljava/security/MessageDigest;->digest([B)[B
    move-result-object v0
    new-instance v1, Ljavax/crypto/spec/SecretKeySpec;
    const-string v2, "AES"
    invoke-direct {v1, v0, v2}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-object v1
.end method

# expect: Ltw/example/app/Case;->seal(Ljava/security/Key;[B)[B+0x0002
# A MAC in the same class is computed over another value.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public seal(Ljava/security/Key;[B)[B
    .locals 6
    const-string v0, "AES/CBC/PKCS5Padding"
    invoke-static {v0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v0
    invoke-virtual {v0, p2}, Ljavax/crypto/Cipher;->doFinal([B)[B
    move-result-object v1
    
    return-object v1
.end method

.method public tag([B)[B
    .locals 6
    move-object v1, p1
    const-string v2, "HmacSHA256"
    invoke-static {v2}, Ljavax/crypto/Mac;->getInstance(Ljava/lang/String;)Ljavax/crypto/Mac;
    move-result-object v2
    invoke-virtual {v2, v1}, Ljavax/crypto/Mac;->doFinal([B)[B
    move-result-object v1
    return-object v1
.end method

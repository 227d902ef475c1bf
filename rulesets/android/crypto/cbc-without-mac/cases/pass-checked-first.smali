# The MAC is compared before the helper decrypts the same bytes.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public open(Ljava/security/Key;[B[B)[B
    .locals 6
    const-string v2, "HmacSHA256"
    invoke-static {v2}, Ljavax/crypto/Mac;->getInstance(Ljava/lang/String;)Ljavax/crypto/Mac;
    move-result-object v2
    invoke-virtual {v2, p2}, Ljavax/crypto/Mac;->doFinal([B)[B
    move-result-object v1
    invoke-static {v1, p3}, Ljava/security/MessageDigest;->isEqual([B[B)Z
    move-result v3
    if-nez v3, :same
    const/4 v1, 0x0
    return-object v1
    :same
    invoke-virtual {p0, p1, p2}, Ltw/example/app/Case;->plain(Ljava/security/Key;[B)[B
    move-result-object v1
    return-object v1
.end method

.method public plain(Ljava/security/Key;[B)[B
    .locals 6
    const-string v0, "AES/CBC/PKCS5Padding"
    invoke-static {v0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v0
    invoke-virtual {v0, p2}, Ljavax/crypto/Cipher;->doFinal([B)[B
    move-result-object v1
    
    return-object v1
.end method

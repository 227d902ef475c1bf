# The caller puts the MAC around it.
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

# expect: Ltw/example/app/Case;->m()V+0x0002
# The caller supplies the mode only; the wrapper puts the name together.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static cipher(Ljava/lang/String;)Ljavax/crypto/Cipher;
    .locals 2
    new-instance v0, Ljava/lang/StringBuilder;
    const-string v1, "AES/"
    invoke-direct {v0, v1}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0, p0}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    move-result-object v0
    const-string v1, "/NoPadding"
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v0
    return-object v0
.end method

.method public static m()V
    .locals 1
    const-string v0, "ECB"
    invoke-static {v0}, Ltw/example/app/Case;->cipher(Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

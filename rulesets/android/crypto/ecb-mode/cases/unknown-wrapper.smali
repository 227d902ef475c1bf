# One caller of the wrapper supplies a name that it reads from elsewhere.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static cipher(Ljava/lang/String;)Ljavax/crypto/Cipher;
    .locals 1
    invoke-static {p0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v0
    return-object v0
.end method

.method public static m(Ljava/util/Properties;)V
    .locals 1
    const-string v0, "cipher"
    invoke-virtual {p0, v0}, Ljava/util/Properties;->getProperty(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ltw/example/app/Case;->cipher(Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

# Every caller of the wrapper supplies a good name, so the wrapper itself leaves nothing open.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static cipher(Ljava/lang/String;)Ljavax/crypto/Cipher;
    .locals 1
    invoke-static {p0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v0
    return-object v0
.end method

.method public static m()V
    .locals 1
    const-string v0, "AES/GCM/NoPadding"
    invoke-static {v0}, Ltw/example/app/Case;->cipher(Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

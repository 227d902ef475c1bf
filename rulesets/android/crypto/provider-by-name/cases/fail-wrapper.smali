# expect: Ltw/example/app/Case;->m()V+0x0002
# A helper of the app passes the name on.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static cipher(Ljava/lang/String;)V
    .locals 1
    const-string v0, "AES/GCM/NoPadding"
    invoke-static {v0, p0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

.method public static m()V
    .locals 1
    const-string v0, "BC"
    invoke-static {v0}, Ltw/example/app/Case;->cipher(Ljava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m()V+0x0002
# Two methods around the call pass the name on; the place is the call that supplies it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static inner(ILjava/lang/String;)Ljavax/crypto/Cipher;
    .locals 1
    invoke-static {p1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v0
    return-object v0
.end method

.method public static outer(Ljava/lang/String;)Ljavax/crypto/Cipher;
    .locals 1
    const/4 v0, 0x1
    invoke-static {v0, p0}, Ltw/example/app/Case;->inner(ILjava/lang/String;)Ljavax/crypto/Cipher;
    move-result-object v0
    return-object v0
.end method

.method public static m()V
    .locals 1
    const-string v0, "AES/ECB/PKCS5Padding"
    invoke-static {v0}, Ltw/example/app/Case;->outer(Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

.method public static good()V
    .locals 1
    const-string v0, "AES/GCM/NoPadding"
    invoke-static {v0}, Ltw/example/app/Case;->outer(Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

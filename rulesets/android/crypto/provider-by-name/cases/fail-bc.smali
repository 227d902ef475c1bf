# expect: Ltw/example/app/Case;->m()V+0x0004
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 2
    const-string v0, "AES/GCM/NoPadding"
    const-string v1, "BC"
    invoke-static {v0, v1}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

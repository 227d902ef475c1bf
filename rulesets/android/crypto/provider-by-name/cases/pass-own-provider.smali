# The app brings the provider and passes it as an object.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/security/Provider;)V
    .locals 1
    const-string v0, "AES/GCM/NoPadding"
    invoke-static {v0, p0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;Ljava/security/Provider;)Ljavax/crypto/Cipher;
    return-void
.end method

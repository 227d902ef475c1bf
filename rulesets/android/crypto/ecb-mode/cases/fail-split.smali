# expect: Ltw/example/app/Case;->m(Z)V+0x0008
# One of two paths chooses the mode.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Z)V
    .locals 1
    const-string v0, "AES/GCM/NoPadding"
    if-eqz p0, :good
    const-string v0, "AES/ECB/NoPadding"
    goto :go
    :good
    nop
    :go
    invoke-static {v0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/security/keystore/KeyGenParameterSpec$Builder;)V
    .locals 1
    const/16 v0, 0x100
    invoke-virtual {p0, v0}, Landroid/security/keystore/KeyGenParameterSpec$Builder;->setKeySize(I)Landroid/security/keystore/KeyGenParameterSpec$Builder;
    return-void
.end method

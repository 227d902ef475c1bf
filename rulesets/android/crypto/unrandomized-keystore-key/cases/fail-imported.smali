# expect: Ltw/example/app/Case;->m(Landroid/security/keystore/KeyProtection$Builder;)V+0x0001
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/security/keystore/KeyProtection$Builder;)V
    .locals 1
    const/4 v0, 0x0
    invoke-virtual {p0, v0}, Landroid/security/keystore/KeyProtection$Builder;->setRandomizedEncryptionRequired(Z)Landroid/security/keystore/KeyProtection$Builder;
    return-void
.end method

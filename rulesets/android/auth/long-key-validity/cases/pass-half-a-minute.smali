# Half a minute.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/security/keystore/KeyGenParameterSpec$Builder;)V
    .locals 1
    const/16 v0, 0x1e
    invoke-virtual {p0, v0}, Landroid/security/keystore/KeyGenParameterSpec$Builder;->setUserAuthenticationValidityDurationSeconds(I)Landroid/security/keystore/KeyGenParameterSpec$Builder;
    return-void
.end method

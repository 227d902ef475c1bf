# The time comes from elsewhere.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/security/keystore/KeyGenParameterSpec$Builder;I)V
    .locals 0
    invoke-virtual {p0, p1}, Landroid/security/keystore/KeyGenParameterSpec$Builder;->setUserAuthenticationValidityDurationSeconds(I)Landroid/security/keystore/KeyGenParameterSpec$Builder;
    return-void
.end method

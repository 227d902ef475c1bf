# Each use needs the customer.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/security/keystore/KeyGenParameterSpec$Builder;)V
    .locals 2
    const/4 v0, 0x0
    const/4 v1, 0x2
    invoke-virtual {p0, v0, v1}, Landroid/security/keystore/KeyGenParameterSpec$Builder;->setUserAuthenticationParameters(II)Landroid/security/keystore/KeyGenParameterSpec$Builder;
    return-void
.end method

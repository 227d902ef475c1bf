# expect: Ltw/example/app/Case;->m(Landroid/security/keystore/KeyGenParameterSpec$Builder;)V+0x0001
# A helper of the app sets it; the place is the call that says so.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static set(Landroid/security/keystore/KeyGenParameterSpec$Builder;Z)V
    .locals 0
    invoke-virtual {p0, p1}, Landroid/security/keystore/KeyGenParameterSpec$Builder;->setRandomizedEncryptionRequired(Z)Landroid/security/keystore/KeyGenParameterSpec$Builder;
    return-void
.end method

.method public static m(Landroid/security/keystore/KeyGenParameterSpec$Builder;)V
    .locals 1
    const/4 v0, 0x0
    invoke-static {p0, v0}, Ltw/example/app/Case;->set(Landroid/security/keystore/KeyGenParameterSpec$Builder;Z)V
    return-void
.end method

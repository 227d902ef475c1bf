# The value comes from a helper, as Kotlin writes a constant property.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static on()Z
    .locals 1
    const/4 v0, 0x1
    return v0
.end method

.method public static m(Landroid/security/keystore/KeyGenParameterSpec$Builder;)V
    .locals 1
    invoke-static {}, Ltw/example/app/Case;->on()Z
    move-result v0
    invoke-virtual {p0, v0}, Landroid/security/keystore/KeyGenParameterSpec$Builder;->setRandomizedEncryptionRequired(Z)Landroid/security/keystore/KeyGenParameterSpec$Builder;
    return-void
.end method

# The value comes from a helper, as Kotlin writes a constant property.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static on()Z
    .locals 1
    const/4 v0, 0x0
    return v0
.end method

.method public static m(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;)V
    .locals 1
    invoke-static {}, Ltw/example/app/Case;->on()Z
    move-result v0
    invoke-virtual {p0, v0}, Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;->setDeviceCredentialAllowed(Z)Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;
    return-void
.end method

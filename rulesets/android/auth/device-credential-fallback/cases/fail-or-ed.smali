# expect: Ltw/example/app/Case;->m(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;)V+0x0006
# BIOMETRIC_STRONG or DEVICE_CREDENTIAL, put together of two values.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;)V
    .locals 2
    const/16 v0, 0xf
    const v1, 0x8000
    or-int/2addr v0, v1
    invoke-virtual {p0, v0}, Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;->setAllowedAuthenticators(I)Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;
    return-void
.end method

# BIOMETRIC_WEAK is no screen lock.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;)V
    .locals 1
    const/16 v0, 0xff
    invoke-virtual {p0, v0}, Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;->setAllowedAuthenticators(I)Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;
    return-void
.end method

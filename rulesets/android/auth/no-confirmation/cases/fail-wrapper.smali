# expect: Ltw/example/app/Case;->m(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;)V+0x0001
# A helper of the app sets it; the place is the call that says so.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static set(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;Z)V
    .locals 0
    invoke-virtual {p0, p1}, Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;->setConfirmationRequired(Z)Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;
    return-void
.end method

.method public static m(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;)V
    .locals 1
    const/4 v0, 0x0
    invoke-static {p0, v0}, Ltw/example/app/Case;->set(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;Z)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;)V+0x0003
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;)V
    .locals 1
    const v0, 0x800f
    invoke-virtual {p0, v0}, Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;->setAllowedAuthenticators(I)Landroidx/biometric/BiometricPrompt$PromptInfo$Builder;
    return-void
.end method

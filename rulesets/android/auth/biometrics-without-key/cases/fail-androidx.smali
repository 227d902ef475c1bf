# expect: Ltw/example/app/Case;->m(Landroidx/biometric/BiometricPrompt;Landroidx/biometric/BiometricPrompt$PromptInfo;)V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroidx/biometric/BiometricPrompt;Landroidx/biometric/BiometricPrompt$PromptInfo;)V
    .locals 0
    invoke-virtual {p0, p1}, Landroidx/biometric/BiometricPrompt;->authenticate(Landroidx/biometric/BiometricPrompt$PromptInfo;)V
    return-void
.end method

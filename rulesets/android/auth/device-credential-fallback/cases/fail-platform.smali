# expect: Ltw/example/app/Case;->m(Landroid/hardware/biometrics/BiometricPrompt$Builder;)V+0x0003
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/hardware/biometrics/BiometricPrompt$Builder;)V
    .locals 1
    const v0, 0x80ff
    invoke-virtual {p0, v0}, Landroid/hardware/biometrics/BiometricPrompt$Builder;->setAllowedAuthenticators(I)Landroid/hardware/biometrics/BiometricPrompt$Builder;
    return-void
.end method

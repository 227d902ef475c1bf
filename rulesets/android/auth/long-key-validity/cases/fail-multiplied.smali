# expect: Ltw/example/app/Case;->m(Landroid/security/keystore/KeyGenParameterSpec$Builder;)V+0x0003
# Five minutes, multiplied in the code and passed through a wrapper.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static hold(Landroid/security/keystore/KeyGenParameterSpec$Builder;I)V
    .locals 1
    const/4 v0, 0x3
    invoke-virtual {p0, p1, v0}, Landroid/security/keystore/KeyGenParameterSpec$Builder;->setUserAuthenticationParameters(II)Landroid/security/keystore/KeyGenParameterSpec$Builder;
    return-void
.end method

.method public static m(Landroid/security/keystore/KeyGenParameterSpec$Builder;)V
    .locals 1
    const/4 v0, 0x5
    mul-int/lit8 v0, v0, 0x3c
    invoke-static {p0, v0}, Ltw/example/app/Case;->hold(Landroid/security/keystore/KeyGenParameterSpec$Builder;I)V
    return-void
.end method

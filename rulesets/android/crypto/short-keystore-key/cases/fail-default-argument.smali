# expect: Ltw/example/app/Case;->size$default(Landroid/security/keystore/KeyGenParameterSpec$Builder;IILjava/lang/Object;)V+0x0006
# A default argument of Kotlin: it counts for the call that leaves it out.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static size$default(Landroid/security/keystore/KeyGenParameterSpec$Builder;IILjava/lang/Object;)V
    .locals 0
    and-int/lit8 p2, p2, 0x2
    if-eqz p2, :given
    const/16 p1, 0x400
    :given
    invoke-virtual {p0, p1}, Landroid/security/keystore/KeyGenParameterSpec$Builder;->setKeySize(I)Landroid/security/keystore/KeyGenParameterSpec$Builder;
    return-void
.end method

.method public static m(Landroid/security/keystore/KeyGenParameterSpec$Builder;)V
    .locals 3
    const/4 v0, 0x0
    const/4 v1, 0x2
    const/4 v2, 0x0
    invoke-static {p0, v0, v1, v2}, Ltw/example/app/Case;->size$default(Landroid/security/keystore/KeyGenParameterSpec$Builder;IILjava/lang/Object;)V
    return-void
.end method

# Not set: the Keystore draws the vector.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/lang/String;)V
    .locals 2
    new-instance v0, Landroid/security/keystore/KeyGenParameterSpec$Builder;
    const/4 v1, 0x3
    invoke-direct {v0, p0, v1}, Landroid/security/keystore/KeyGenParameterSpec$Builder;-><init>(Ljava/lang/String;I)V
    return-void
.end method

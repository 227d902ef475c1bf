# expect: Ltw/example/app/Case;->m()V+0x000a
# The purposes are put together from flags: 1 shifted for decryption, and 4 for signing.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const/4 v0, 0x1
    shl-int/lit8 v1, v0, 0x1
    or-int/lit8 v0, v1, 0x4
    new-instance v1, Landroid/security/keystore/KeyGenParameterSpec$Builder;
    nop
    const-string v2, "key"
    invoke-direct {v1, v2, v0}, Landroid/security/keystore/KeyGenParameterSpec$Builder;-><init>(Ljava/lang/String;I)V
    return-void
.end method

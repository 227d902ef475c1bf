.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/security/KeyPairGenerator;)V
    .locals 1
    const/16 v0, 0x100
    invoke-virtual {p0, v0}, Ljava/security/KeyPairGenerator;->initialize(I)V
    return-void
.end method

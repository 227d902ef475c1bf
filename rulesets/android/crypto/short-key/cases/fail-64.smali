# expect: Ltw/example/app/Case;->m(Ljavax/crypto/KeyGenerator;)V+0x0002
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/crypto/KeyGenerator;)V
    .locals 1
    const/16 v0, 0x40
    invoke-virtual {p0, v0}, Ljavax/crypto/KeyGenerator;->init(I)V
    return-void
.end method

.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/crypto/KeyGenerator;)V
    .locals 1
    const/16 v0, 0x80
    invoke-virtual {p0, v0}, Ljavax/crypto/KeyGenerator;->init(I)V
    return-void
.end method

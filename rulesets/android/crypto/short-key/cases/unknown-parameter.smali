.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/crypto/KeyGenerator;I)V
    .locals 0
    invoke-virtual {p0, p1}, Ljavax/crypto/KeyGenerator;->init(I)V
    return-void
.end method

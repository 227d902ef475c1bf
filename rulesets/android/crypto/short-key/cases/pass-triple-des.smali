# 112 bits is how triple DES counts; the cipher is another rule.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/crypto/KeyGenerator;)V
    .locals 1
    const/16 v0, 0x70
    invoke-virtual {p0, v0}, Ljavax/crypto/KeyGenerator;->init(I)V
    return-void
.end method

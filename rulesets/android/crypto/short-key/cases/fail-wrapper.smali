# expect: Ltw/example/app/Case;->m(Ljavax/crypto/KeyGenerator;)V+0x0002
# A helper sets the size; the place is the call that brings it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static size(Ljavax/crypto/KeyGenerator;I)V
    .locals 0
    invoke-virtual {p0, p1}, Ljavax/crypto/KeyGenerator;->init(I)V
    return-void
.end method

.method public static m(Ljavax/crypto/KeyGenerator;)V
    .locals 1
    const/16 v0, 0x38
    invoke-static {p0, v0}, Ltw/example/app/Case;->size(Ljavax/crypto/KeyGenerator;I)V
    return-void
.end method

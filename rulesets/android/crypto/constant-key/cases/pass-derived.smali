# The bytes come from a key derivation.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/crypto/SecretKey;)V
    .locals 3
    invoke-interface {p0}, Ljavax/crypto/SecretKey;->getEncoded()[B
    move-result-object v0
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    const-string v1, "AES"
    invoke-direct {v2, v0, v1}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-void
.end method

.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)V
    .locals 2
    new-instance v1, Ljavax/crypto/spec/SecretKeySpec;
    const-string v0, "AES"
    invoke-direct {v1, p0, v0}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->key()Ljavax/crypto/SecretKey;+0x000c
# Kotlin's Random gives a key.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public key()Ljavax/crypto/SecretKey;
    .locals 6
    sget-object v0, Lkotlin/random/Random;->Default:Lkotlin/random/Random$Default;
    const/16 v1, 0x20
    invoke-virtual {v0, v1}, Lkotlin/random/Random;->nextBytes(I)[B
    move-result-object v0
    const-string v1, "AES"
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    invoke-direct {v2, v0, v1}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-object v2
.end method

# expect: Ltw/example/app/Case;->m()V+0x0009
# The key is written in the code and goes through a wrapper.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static key([B)Ljavax/crypto/spec/SecretKeySpec;
    .locals 2
    new-instance v0, Ljavax/crypto/spec/SecretKeySpec;
    const-string v1, "AES"
    invoke-direct {v0, p0, v1}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-object v0
.end method

.method public static m()V
    .locals 2
    const-string v0, "MDEyMzQ1Njc4OWFiY2RlZg=="
    const/4 v1, 0x0
    invoke-static {v0, v1}, Landroid/util/Base64;->decode(Ljava/lang/String;I)[B
    move-result-object v0
    nop
    nop
    invoke-static {v0}, Ltw/example/app/Case;->key([B)Ljavax/crypto/spec/SecretKeySpec;
    return-void
.end method

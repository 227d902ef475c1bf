# expect: Ltw/example/app/Case;->m()V+0x000a
# The key is a constant of the class.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private static final KEY:Ljava/lang/String; = "0123456789abcdef"

.method public static m()V
    .locals 3
    sget-object v0, Ltw/example/app/Case;->KEY:Ljava/lang/String;
    invoke-virtual {v0}, Ljava/lang/String;->getBytes()[B
    move-result-object v0
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    const-string v1, "AES"
    invoke-direct {v2, v0, v1}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-void
.end method

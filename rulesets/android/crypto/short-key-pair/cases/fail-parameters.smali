# expect: Ltw/example/app/Case;->m(Ljava/math/BigInteger;)V+0x0004
# The size in a parameter object.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/math/BigInteger;)V
    .locals 2
    new-instance v0, Ljava/security/spec/RSAKeyGenParameterSpec;
    const/16 v1, 0x400
    invoke-direct {v0, v1, p0}, Ljava/security/spec/RSAKeyGenParameterSpec;-><init>(ILjava/math/BigInteger;)V
    return-void
.end method

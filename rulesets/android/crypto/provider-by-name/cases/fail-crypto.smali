# expect: Ltw/example/app/Case;->m()V+0x0004
# The provider that Android took out.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 2
    const-string v0, "SHA1PRNG"
    const-string v1, "Crypto"
    invoke-static {v0, v1}, Ljava/security/SecureRandom;->getInstance(Ljava/lang/String;Ljava/lang/String;)Ljava/security/SecureRandom;
    return-void
.end method

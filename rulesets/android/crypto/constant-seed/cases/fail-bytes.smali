# expect: Ltw/example/app/Case;->m()V+0x0008
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 2
    const-string v0, "seed"
    invoke-virtual {v0}, Ljava/lang/String;->getBytes()[B
    move-result-object v0
    new-instance v1, Ljava/security/SecureRandom;
    invoke-direct {v1, v0}, Ljava/security/SecureRandom;-><init>([B)V
    return-void
.end method

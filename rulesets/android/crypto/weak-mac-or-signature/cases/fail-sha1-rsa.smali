# expect: Ltw/example/app/Case;->m()V+0x0002
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "SHA1withRSA"
    invoke-static {v0}, Ljava/security/Signature;->getInstance(Ljava/lang/String;)Ljava/security/Signature;
    return-void
.end method

# expect: Ltw/example/app/Case;->m()V+0x0008
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const/16 v0, 0xc
    new-array v0, v0, [B
    const/16 v1, 0x80
    new-instance v2, Ljavax/crypto/spec/GCMParameterSpec;
    invoke-direct {v2, v1, v0}, Ljavax/crypto/spec/GCMParameterSpec;-><init>(I[B)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m([B)V+0x0006
# Eight bytes, multiplied.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)V
    .locals 2
    new-instance v0, Ljavax/crypto/spec/GCMParameterSpec;
    const/16 v1, 0x8
    mul-int/lit8 v1, v1, 0x8
    invoke-direct {v0, v1, p0}, Ljavax/crypto/spec/GCMParameterSpec;-><init>(I[B)V
    return-void
.end method

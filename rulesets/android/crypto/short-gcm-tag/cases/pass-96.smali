.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)V
    .locals 2
    new-instance v0, Ljavax/crypto/spec/GCMParameterSpec;
    const/16 v1, 0x60
    invoke-direct {v0, v1, p0}, Ljavax/crypto/spec/GCMParameterSpec;-><init>(I[B)V
    return-void
.end method

# The nonce comes from the caller, who read it from the message.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)V
    .locals 3
    const/16 v1, 0x80
    new-instance v2, Ljavax/crypto/spec/GCMParameterSpec;
    invoke-direct {v2, v1, p0}, Ljavax/crypto/spec/GCMParameterSpec;-><init>(I[B)V
    return-void
.end method

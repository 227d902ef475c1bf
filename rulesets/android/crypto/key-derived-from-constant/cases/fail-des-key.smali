# The older classes of a key take fixed bytes as well.
# expect: Ltw/example/app/Case;->m()V+0x0008
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 2
    new-instance v0, Ljavax/crypto/spec/DESKeySpec;
    const-string v1, "k3tt1e##"
    invoke-virtual {v1}, Ljava/lang/String;->getBytes()[B
    move-result-object v1
    invoke-direct {v0, v1}, Ljavax/crypto/spec/DESKeySpec;-><init>([B)V
    return-void
.end method

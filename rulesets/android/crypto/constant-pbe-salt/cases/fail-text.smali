# expect: Ltw/example/app/Case;->m([C)V+0x000d
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([C)V
    .locals 4
    const-string v0, "pepper"
    invoke-virtual {v0}, Ljava/lang/String;->getBytes()[B
    move-result-object v0
    new-instance v1, Ljavax/crypto/spec/PBEKeySpec;
    const v2, 0x927c0
    const/16 v3, 0x100
    invoke-direct {v1, p0, v0, v2, v3}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

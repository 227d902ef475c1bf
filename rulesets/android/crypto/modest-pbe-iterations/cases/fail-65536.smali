# expect: Ltw/example/app/Case;->m([C[B)V+0x0007
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([C[B)V
    .locals 3
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    const v1, 0x10000
    const/16 v2, 0x100
    invoke-direct {v0, p0, p1, v1, v2}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m([C[B)V+0x0009
# The count of many older guides.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([C[B)V
    .locals 6
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    move-object v1, p0
    move-object v2, p1
    const v3, 0x186a0
    const/16 v4, 0x100
    invoke-direct/range {v0 .. v4}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

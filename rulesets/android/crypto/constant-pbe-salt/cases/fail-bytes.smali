# expect: Ltw/example/app/Case;->m([C)V+0x000f
# An array in the code.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([C)V
    .locals 6
    const/4 v5, 0x4
    new-array v5, v5, [B
    fill-array-data v5, :data
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    move-object v1, p0
    move-object v2, v5
    const v3, 0x927c0
    const/16 v4, 0x100
    invoke-direct/range {v0 .. v4}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
    :data
    .array-data 1
        0x1t
        0x2t
        0x3t
        0x4t
    .end array-data
.end method

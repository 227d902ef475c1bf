# expect: Ltw/example/app/Case;->m([B)V+0x000f
# The letters of the password one by one in an array.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)V
    .locals 6
    const/4 v5, 0x3
    new-array v5, v5, [C
    fill-array-data v5, :data
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    move-object v1, v5
    move-object v2, p0
    const v3, 0x927c0
    const/16 v4, 0x100
    invoke-direct/range {v0 .. v4}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
    :data
    .array-data 2
        0x61s
        0x62s
        0x63s
    .end array-data
.end method

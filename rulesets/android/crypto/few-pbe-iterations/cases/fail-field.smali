# expect: Ltw/example/app/Case;->m([C[B)V+0x0008
# The count is a constant of the class, as Kotlin keeps that of a companion.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private static final ITERATIONS:I = 0x7d0

.method public static m([C[B)V
    .locals 5
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    move-object v1, p0
    move-object v2, p1
    sget v3, Ltw/example/app/Case;->ITERATIONS:I
    const/16 v4, 0x100
    invoke-direct/range {v0 .. v4}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

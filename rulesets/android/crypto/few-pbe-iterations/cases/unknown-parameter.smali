.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([C[BI)V
    .locals 2
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    const/16 v1, 0x100
    invoke-direct {v0, p0, p1, p2, v1}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

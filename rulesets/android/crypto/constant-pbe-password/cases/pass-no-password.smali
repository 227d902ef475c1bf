# Null is no password; a helper turns it into an empty one.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static derive(Ljava/lang/String;[B)V
    .locals 5
    if-nez p0, :given
    const/4 v1, 0x0
    new-array v1, v1, [C
    goto :make
    :given
    invoke-virtual {p0}, Ljava/lang/String;->toCharArray()[C
    move-result-object v1
    :make
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    move-object v2, p1
    const v3, 0x927c0
    const/16 v4, 0x100
    invoke-direct/range {v0 .. v4}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

.method public static m([B)V
    .locals 1
    const/4 v0, 0x0
    invoke-static {v0, p0}, Ltw/example/app/Case;->derive(Ljava/lang/String;[B)V
    return-void
.end method

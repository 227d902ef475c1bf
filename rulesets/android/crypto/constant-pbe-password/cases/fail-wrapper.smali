# expect: Ltw/example/app/Case;->m([B)V+0x0008
# A helper derives the key; the place is the call that brings the password, put together of two constants.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static derive(Ljava/lang/String;[B)V
    .locals 5
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    invoke-virtual {p0}, Ljava/lang/String;->toCharArray()[C
    move-result-object v1
    move-object v2, p1
    const v3, 0x927c0
    const/16 v4, 0x100
    invoke-direct/range {v0 .. v4}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

.method public static m([B)V
    .locals 2
    const-string v0, "not-a-"
    const-string v1, "password"
    invoke-virtual {v0, v1}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    invoke-static {v0, p0}, Ltw/example/app/Case;->derive(Ljava/lang/String;[B)V
    return-void
.end method

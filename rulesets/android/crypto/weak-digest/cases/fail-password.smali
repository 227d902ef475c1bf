# expect: Ltw/example/app/Case;->hashPassword([B)[B+0x0002
# severity: high
# The method says that it is about a password.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static hashPassword([B)[B
    .locals 3
    const-string v0, "MD5"
    invoke-static {v0}, Ljava/security/MessageDigest;->getInstance(Ljava/lang/String;)Ljava/security/MessageDigest;
    move-result-object v0
    invoke-virtual {v0, p0}, Ljava/security/MessageDigest;->digest([B)[B
    move-result-object v0
    return-object v0
.end method

# The digest of an address names a file in the cache.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Ljava/lang/String;)V
    .locals 6
    invoke-static {p1}, Ltw/example/app/Case;->md5(Ljava/lang/String;)[B
    return-void
.end method

.method public static md5(Ljava/lang/String;)[B
    .locals 2
    const-string v0, "SHA-1"
    invoke-static {v0}, Ljava/security/MessageDigest;->getInstance(Ljava/lang/String;)Ljava/security/MessageDigest;
    move-result-object v0
    invoke-virtual {p0}, Ljava/lang/String;->getBytes()[B
    move-result-object v1
    invoke-virtual {v0, v1}, Ljava/security/MessageDigest;->update([B)V
    invoke-virtual {v0}, Ljava/security/MessageDigest;->digest()[B
    move-result-object v0
    return-object v0
.end method

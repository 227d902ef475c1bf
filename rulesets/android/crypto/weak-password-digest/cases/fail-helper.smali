# expect: Ltw/example/app/Case;->md5(Ljava/lang/String;)[B+0x000a
# A helper for digests, called with a PIN.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private tradingPin:Ljava/lang/String;

.method public run()V
    .locals 6
    iget-object v0, p0, Ltw/example/app/Case;->tradingPin:Ljava/lang/String;
    invoke-static {v0}, Ltw/example/app/Case;->md5(Ljava/lang/String;)[B
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

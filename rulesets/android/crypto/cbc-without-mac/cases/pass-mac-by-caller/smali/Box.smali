.class public Ltw/example/app/Box;
.super Ljava/lang/Object;

.method public close(Ltw/example/app/Case;Ljava/security/Key;[B)[B
    .locals 6
    invoke-virtual {p1, p2, p3}, Ltw/example/app/Case;->seal(Ljava/security/Key;[B)[B
    move-result-object v1
    const-string v2, "HmacSHA256"
    invoke-static {v2}, Ljavax/crypto/Mac;->getInstance(Ljava/lang/String;)Ljavax/crypto/Mac;
    move-result-object v2
    invoke-virtual {v2, v1}, Ljavax/crypto/Mac;->doFinal([B)[B
    move-result-object v1
    return-object v1
.end method

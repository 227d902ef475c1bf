.class public Ltw/example/app/Other;
.super Ljava/lang/Object;

.method public tag([B)[B
    .locals 6
    move-object v1, p1
    const-string v2, "HmacSHA256"
    invoke-static {v2}, Ljavax/crypto/Mac;->getInstance(Ljava/lang/String;)Ljavax/crypto/Mac;
    move-result-object v2
    invoke-virtual {v2, v1}, Ljavax/crypto/Mac;->doFinal([B)[B
    move-result-object v1
    return-object v1
.end method

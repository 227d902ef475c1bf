# The time is part of what a MAC is computed over.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public requestToken(Ljavax/crypto/Mac;)Ljava/lang/String;
    .locals 6
    invoke-static {}, Ljava/lang/System;->currentTimeMillis()J
    move-result-wide v0
    invoke-static {v0, v1}, Ljava/lang/String;->valueOf(J)Ljava/lang/String;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/String;->getBytes()[B
    move-result-object v0
    invoke-virtual {p1, v0}, Ljavax/crypto/Mac;->doFinal([B)[B
    move-result-object v0
    const/4 v1, 0x0
    invoke-static {v0, v1}, Landroid/util/Base64;->encodeToString([BI)Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

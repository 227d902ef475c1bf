# The host comes from elsewhere.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Ljava/lang/String;)V
    .locals 6
    new-instance v0, Ljava/lang/StringBuilder;
    const-string v1, "http://"
    invoke-direct {v0, v1}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0, p1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ljava/net/URL;
    invoke-direct {v1, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method

# A parser writes down its own tokens.
.class public Ltw/example/app/QueryParser;
.super Ljava/lang/Object;

.method public trace()V
    .locals 6
    invoke-virtual {p0}, Ltw/example/app/QueryParser;->getTokenString()Ljava/lang/String;
    move-result-object v0
    const-string v1, "query"
    invoke-static {v1, v0}, Landroid/util/Log;->v(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

# expect: Ltw/example/app/Case;->run()V+0x0004
# An address of quotes without encryption.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run()V
    .locals 6
    const-string v0, "http://quotes.broker.test/v1"
    new-instance v1, Ljava/net/URL;
    invoke-direct {v1, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method

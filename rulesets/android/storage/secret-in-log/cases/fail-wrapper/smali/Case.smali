# expect: Ltw/example/app/Case;->run(Landroid/content/Context;Ltw/example/app/Session;)V+0x0004
# The wrapper writes what it is given; the call of it that hands the token over is the place.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Landroid/content/Context;Ltw/example/app/Session;)V
    .locals 6
    invoke-interface {p2}, Ltw/example/app/Session;->getAccessToken()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ltw/example/app/Logger;->write(Ljava/lang/String;)V
    invoke-interface {p2}, Ltw/example/app/Session;->getDisplayName()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ltw/example/app/Logger;->write(Ljava/lang/String;)V
    return-void
.end method

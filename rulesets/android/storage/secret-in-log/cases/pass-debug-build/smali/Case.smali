# Only builds for developers get there.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Landroid/content/Context;Ltw/example/app/Session;)V
    .locals 6
    sget-boolean v1, Ltw/example/app/BuildConfig;->DEBUG:Z
    if-eqz v1, :release
    invoke-interface {p2}, Ltw/example/app/Session;->getAccessToken()Ljava/lang/String;
    move-result-object v0
    const-string v1, "token"
    invoke-static {v1, v0}, Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I
    :release
    return-void
.end method

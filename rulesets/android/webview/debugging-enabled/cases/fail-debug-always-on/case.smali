# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x0005
# A build for developers keeps the test, and it always holds.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    sget-boolean v1, Ltw/example/app/BuildConfig;->DEBUG:Z
    if-eqz v1, :off
    const/4 v0, 0x1
    invoke-static {v0}, Landroid/webkit/WebView;->setWebContentsDebuggingEnabled(Z)V
    :off
    return-void
.end method

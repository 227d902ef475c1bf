# A field of the build that is never set to true.
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

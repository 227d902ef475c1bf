# expect: Ltw/example/app/Case;->inspect()V+0x0001
# One of two callers of the helper asks for a debuggable app, the other does not.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-static {}, Ltw/example/app/Case;->inspect()V
    return-void
.end method

.method public onResume()V
    .locals 2
    invoke-virtual {p0}, Ltw/example/app/Case;->getApplicationInfo()Landroid/content/pm/ApplicationInfo;
    move-result-object v1
    iget v1, v1, Landroid/content/pm/ApplicationInfo;->flags:I
    and-int/lit8 v1, v1, 0x2
    if-eqz v1, :off
    invoke-static {}, Ltw/example/app/Case;->inspect()V
    :off
    return-void
.end method

.method private static inspect()V
    .locals 1
    const/4 v0, 0x1
    invoke-static {v0}, Landroid/webkit/WebView;->setWebContentsDebuggingEnabled(Z)V
    return-void
.end method

# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x0007
# That the release is new enough says nothing about the build.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    sget v1, Landroid/os/Build$VERSION;->SDK_INT:I
    const/16 v2, 0x13
    if-lt v1, v2, :off
    const/4 v0, 0x1
    invoke-static {v0}, Landroid/webkit/WebView;->setWebContentsDebuggingEnabled(Z)V
    :off
    return-void
.end method

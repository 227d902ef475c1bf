# The flag itself is the value, as javac writes a comparison.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-virtual {p0}, Ltw/example/app/Case;->getApplicationInfo()Landroid/content/pm/ApplicationInfo;
    move-result-object v1
    iget v1, v1, Landroid/content/pm/ApplicationInfo;->flags:I
    and-int/lit8 v1, v1, 0x2
    if-eqz v1, :no
    const/4 v0, 0x1
    goto :set
    :no
    const/4 v0, 0x0
    :set
    invoke-static {v0}, Landroid/webkit/WebView;->setWebContentsDebuggingEnabled(Z)V
    return-void
.end method

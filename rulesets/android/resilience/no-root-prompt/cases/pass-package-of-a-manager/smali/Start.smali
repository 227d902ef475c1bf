# The test throws where the package is not there, a helper turns it round, and the app ends.
.class public Ltw/example/app/Start;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-static {p0}, Ltw/example/app/Device;->isSafe(Landroid/content/Context;)Z
    move-result v0
    if-nez v0, :fine
    invoke-virtual {p0}, Ltw/example/app/Start;->finishAffinity()V
    :fine
    return-void
.end method

# The screen that ends is the one of a device without root: it goes on to the next.
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
    invoke-static {p0}, Ltw/example/app/Device;->check(Landroid/content/Context;)Z
    move-result v0
    if-nez v0, :rooted
    invoke-virtual {p0}, Ltw/example/app/Start;->finish()V
    :rooted
    return-void
.end method

# As kotlinc writes it: the hardware is compared by Intrinsics, and the app ends.
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
    if-eqz v0, :fine
    const/4 v0, 0x0
    invoke-static {v0}, Ljava/lang/System;->exit(I)V
    :fine
    return-void
.end method

# A base class sets the flag for every screen below it.
.class public Ltw/example/app/LoginActivity;
.super Ltw/example/app/Base;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ltw/example/app/Base;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Ltw/example/app/Base;->onCreate(Landroid/os/Bundle;)V
    return-void
.end method

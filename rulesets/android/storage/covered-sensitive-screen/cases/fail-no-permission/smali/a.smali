# Without the permission the platform hides nothing.
# expect: Ltw/example/app/TransferActivity;->onCreate(Landroid/os/Bundle;)V
.class public Ltw/example/app/TransferActivity;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-virtual {p0}, Ltw/example/app/TransferActivity;->getWindow()Landroid/view/Window;
    move-result-object v0
    const/4 v1, 0x1
    invoke-virtual {v0, v1}, Landroid/view/Window;->setHideOverlayWindows(Z)V
    return-void
.end method

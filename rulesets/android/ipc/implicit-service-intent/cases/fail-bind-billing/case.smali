# expect: Ltw/example/app/Case;->go()V+0x0009
# The old billing service, bound without its package.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public go()V
    .locals 4
    new-instance v0, Landroid/content/Intent;
    const-string v1, "com.android.vending.billing.InAppBillingService.BIND"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const/4 v2, 0x0
    const/4 v3, 0x1
    invoke-virtual {p0, v0, v2, v3}, Ltw/example/app/Case;->bindService(Landroid/content/Intent;Landroid/content/ServiceConnection;I)Z
    return-void
.end method

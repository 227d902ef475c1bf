# The package of the other app is set on the result of the call before.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public go()V
    .locals 4
    new-instance v0, Landroid/content/Intent;
    const-string v1, "tw.example.app.REFRESH"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const-string v1, "com.android.vending"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->setPackage(Ljava/lang/String;)Landroid/content/Intent;
    move-result-object v0
    const/4 v2, 0x0
    const/4 v3, 0x1
    invoke-virtual {p0, v0, v2, v3}, Ltw/example/app/Case;->bindService(Landroid/content/Intent;Landroid/content/ServiceConnection;I)Z
    return-void
.end method

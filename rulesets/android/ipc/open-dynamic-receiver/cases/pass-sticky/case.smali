# Without a receiver the last broadcast is only read.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private receiver:Landroid/content/BroadcastReceiver;

.method public onResume()V
    .locals 8
    const/4 v0, 0x0
    new-instance v1, Landroid/content/IntentFilter;
    const-string v2, "tw.example.app.STATE"
    invoke-direct {v1, v2}, Landroid/content/IntentFilter;-><init>(Ljava/lang/String;)V
    invoke-virtual {p0, v0, v1}, Ltw/example/app/Case;->registerReceiver(Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;)Landroid/content/Intent;
    return-void
.end method

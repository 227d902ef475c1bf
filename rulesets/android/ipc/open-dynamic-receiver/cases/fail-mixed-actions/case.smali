# expect: Ltw/example/app/Case;->onResume()V+0x0011
# One of two actions is the app's own.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private receiver:Landroid/content/BroadcastReceiver;

.method public onResume()V
    .locals 8
    iget-object v0, p0, Ltw/example/app/Case;->receiver:Landroid/content/BroadcastReceiver;
    new-instance v1, Landroid/content/IntentFilter;
    invoke-direct {v1}, Landroid/content/IntentFilter;-><init>()V
    const-string v2, "android.intent.action.SCREEN_OFF"
    invoke-virtual {v1, v2}, Landroid/content/IntentFilter;->addAction(Ljava/lang/String;)V
    const-string v2, "tw.example.app.LOGOUT"
    invoke-virtual {v1, v2}, Landroid/content/IntentFilter;->addAction(Ljava/lang/String;)V
    invoke-virtual {p0, v0, v1}, Ltw/example/app/Case;->registerReceiver(Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;)Landroid/content/Intent;
    return-void
.end method

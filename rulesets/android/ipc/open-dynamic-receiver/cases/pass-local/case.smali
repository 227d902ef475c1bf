# A broadcast that stays in the process.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private receiver:Landroid/content/BroadcastReceiver;

.method public onResume()V
    .locals 8
    iget-object v0, p0, Ltw/example/app/Case;->receiver:Landroid/content/BroadcastReceiver;
    new-instance v1, Landroid/content/IntentFilter;
    const-string v2, "tw.example.app.LOGOUT"
    invoke-direct {v1, v2}, Landroid/content/IntentFilter;-><init>(Ljava/lang/String;)V
    invoke-static {p0}, Landroidx/localbroadcastmanager/content/LocalBroadcastManager;->getInstance(Landroid/content/Context;)Landroidx/localbroadcastmanager/content/LocalBroadcastManager;
    move-result-object v3
    invoke-virtual {v3, v0, v1}, Landroidx/localbroadcastmanager/content/LocalBroadcastManager;->registerReceiver(Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;)V
    return-void
.end method

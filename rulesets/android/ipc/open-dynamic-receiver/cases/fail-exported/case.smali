# expect: Ltw/example/app/Case;->onResume()V+0x000a
# RECEIVER_EXPORTED by the support library.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private receiver:Landroid/content/BroadcastReceiver;

.method public onResume()V
    .locals 8
    iget-object v0, p0, Ltw/example/app/Case;->receiver:Landroid/content/BroadcastReceiver;
    new-instance v1, Landroid/content/IntentFilter;
    const-string v2, "tw.example.app.LOGOUT"
    invoke-direct {v1, v2}, Landroid/content/IntentFilter;-><init>(Ljava/lang/String;)V
    const/4 v3, 0x2
    invoke-static {p0, v0, v1, v3}, Landroidx/core/content/ContextCompat;->registerReceiver(Landroid/content/Context;Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;I)Landroid/content/Intent;
    return-void
.end method

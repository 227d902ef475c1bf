# expect: Ltw/example/app/Case;->onResume()V+0x000c
# The permission that is asked of senders is one that every app gets.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private receiver:Landroid/content/BroadcastReceiver;

.method public onResume()V
    .locals 8
    iget-object v0, p0, Ltw/example/app/Case;->receiver:Landroid/content/BroadcastReceiver;
    new-instance v1, Landroid/content/IntentFilter;
    const-string v2, "tw.example.app.LOGOUT"
    invoke-direct {v1, v2}, Landroid/content/IntentFilter;-><init>(Ljava/lang/String;)V
    const-string v3, "tw.example.app.SEND"
    const/4 v4, 0x0
    invoke-virtual {p0, v0, v1, v3, v4}, Ltw/example/app/Case;->registerReceiver(Landroid/content/BroadcastReceiver;Landroid/content/IntentFilter;Ljava/lang/String;Landroid/os/Handler;)Landroid/content/Intent;
    return-void
.end method

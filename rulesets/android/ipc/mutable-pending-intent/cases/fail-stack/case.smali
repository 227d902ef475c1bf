# expect: Ltw/example/app/Case;->show()Landroid/app/PendingIntent;+0x0013
# The stack of a notification with an address in it.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public show()Landroid/app/PendingIntent;
    .locals 4
    new-instance v0, Landroid/content/Intent;
    const-string v1, "android.intent.action.VIEW"
    const/4 v2, 0x0
    invoke-direct {v0, v1, v2}, Landroid/content/Intent;-><init>(Ljava/lang/String;Landroid/net/Uri;)V
    invoke-static {p0}, Landroid/app/TaskStackBuilder;->create(Landroid/content/Context;)Landroid/app/TaskStackBuilder;
    move-result-object v1
    invoke-virtual {v1, v0}, Landroid/app/TaskStackBuilder;->addNextIntent(Landroid/content/Intent;)Landroid/app/TaskStackBuilder;
    move-result-object v1
    const/4 v2, 0x0
    const/high16 v3, 0x8000000
    invoke-virtual {v1, v2, v3}, Landroid/app/TaskStackBuilder;->getPendingIntent(II)Landroid/app/PendingIntent;
    move-result-object v0
    return-object v0
.end method

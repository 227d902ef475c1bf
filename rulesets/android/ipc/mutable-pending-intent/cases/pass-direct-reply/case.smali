# A direct reply must be filled in by the system; its receiver is named.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public show()Landroid/app/PendingIntent;
    .locals 6
    new-instance v0, Landroid/content/Intent;
    const-class v1, Ltw/example/app/Case;
    invoke-direct {v0, p0, v1}, Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    const v1, 0x0a000000
    const/4 v2, 0x0
    invoke-static {p0, v2, v0, v1}, Landroid/app/PendingIntent;->getBroadcast(Landroid/content/Context;ILandroid/content/Intent;I)Landroid/app/PendingIntent;
    move-result-object v0
    return-object v0
.end method

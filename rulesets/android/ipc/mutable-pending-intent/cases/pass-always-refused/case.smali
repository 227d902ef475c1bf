# Where the app installs, Android refuses a pending intent without either flag.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public show()Landroid/app/PendingIntent;
    .locals 6
    new-instance v0, Landroid/content/Intent;
    const-string v1, "tw.example.app.REFRESH"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const v1, 0x8000000
    const/4 v2, 0x0
    invoke-static {p0, v2, v0, v1}, Landroid/app/PendingIntent;->getBroadcast(Landroid/content/Context;ILandroid/content/Intent;I)Landroid/app/PendingIntent;
    move-result-object v0
    return-object v0
.end method

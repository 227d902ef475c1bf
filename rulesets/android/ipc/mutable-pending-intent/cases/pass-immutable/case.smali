# FLAG_IMMUTABLE or-ed with FLAG_UPDATE_CURRENT, at run time.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public show()Landroid/app/PendingIntent;
    .locals 6
    new-instance v0, Landroid/content/Intent;
    const-string v1, "tw.example.app.REFRESH"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const/high16 v1, 0x8000000
    const/high16 v3, 0x4000000
    or-int/2addr v1, v3
    const/4 v2, 0x0
    invoke-static {p0, v2, v0, v1}, Landroid/app/PendingIntent;->getBroadcast(Landroid/content/Context;ILandroid/content/Intent;I)Landroid/app/PendingIntent;
    move-result-object v0
    return-object v0
.end method

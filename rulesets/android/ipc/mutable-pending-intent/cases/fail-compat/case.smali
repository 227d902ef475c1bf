# expect: Ltw/example/app/Case;->show()Landroid/app/PendingIntent;+0x000f
# The wrapper of the support library is asked for one that can be changed.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public show()Landroid/app/PendingIntent;
    .locals 7
    new-instance v0, Landroid/content/Intent;
    const-string v1, "tw.example.app.REFRESH"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const v1, 0x8000000
    move-object v2, p0
    const/4 v3, 0x0
    move-object v4, v0
    move v5, v1
    const/4 v6, 0x1
    invoke-static/range {v2 .. v6}, Landroidx/core/app/PendingIntentCompat;->getBroadcast(Landroid/content/Context;ILandroid/content/Intent;IZ)Landroid/app/PendingIntent;
    move-result-object v0
    return-object v0
.end method

# expect: Ltw/example/app/Case;->show()Landroid/app/PendingIntent;+0x0013
# FLAG_IMMUTABLE only from Android 12 on; the app installs on 8 to 11 too.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public show()Landroid/app/PendingIntent;
    .locals 6
    new-instance v0, Landroid/content/Intent;
    const-string v1, "tw.example.app.REFRESH"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    sget v1, Landroid/os/Build$VERSION;->SDK_INT:I
    const/16 v3, 0x1f
    if-lt v1, v3, :old
    const/high16 v1, 0xc000000
    goto :made
    :old
    const/high16 v1, 0x8000000
    :made
    const/4 v2, 0x0
    invoke-static {p0, v2, v0, v1}, Landroid/app/PendingIntent;->getBroadcast(Landroid/content/Context;ILandroid/content/Intent;I)Landroid/app/PendingIntent;
    move-result-object v0
    return-object v0
.end method

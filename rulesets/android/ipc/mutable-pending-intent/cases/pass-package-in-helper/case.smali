# A helper names the package of the app.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public show()Landroid/app/PendingIntent;
    .locals 6
    new-instance v0, Landroid/content/Intent;
    const-string v1, "tw.example.app.REFRESH"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    invoke-direct {p0, v0}, Ltw/example/app/Case;->own(Landroid/content/Intent;)V
    const v1, 0x8000000
    const/4 v2, 0x0
    invoke-static {p0, v2, v0, v1}, Landroid/app/PendingIntent;->getBroadcast(Landroid/content/Context;ILandroid/content/Intent;I)Landroid/app/PendingIntent;
    move-result-object v0
    return-object v0
.end method

.method private own(Landroid/content/Intent;)V
    .locals 1
    invoke-virtual {p0}, Ltw/example/app/Case;->getPackageName()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p1, v0}, Landroid/content/Intent;->setPackage(Ljava/lang/String;)Landroid/content/Intent;
    return-void
.end method

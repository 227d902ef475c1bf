# expect: Ltw/example/app/Case;->go()V+0x0007
# An action of its own, for an app that targets Android 4.4.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public go()V
    .locals 4
    new-instance v0, Landroid/content/Intent;
    const-string v1, "tw.example.app.REFRESH"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    invoke-virtual {p0, v0}, Ltw/example/app/Case;->startService(Landroid/content/Intent;)Landroid/content/ComponentName;
    return-void
.end method

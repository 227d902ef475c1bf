# The service is named by its class.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public go()V
    .locals 4
    new-instance v0, Landroid/content/Intent;
    const-class v1, Ltw/example/app/Case;
    invoke-direct {v0, p0, v1}, Landroid/content/Intent;-><init>(Landroid/content/Context;Ljava/lang/Class;)V
    invoke-virtual {p0, v0}, Ltw/example/app/Case;->startService(Landroid/content/Intent;)Landroid/content/ComponentName;
    return-void
.end method

# expect: Ltw/example/app/Case;->go(Landroid/app/Activity;Landroid/content/Intent;)V+0x0006
# A helper takes it out of the extras and another one starts it as a service.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "next"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->getParcelableExtra(Ljava/lang/String;)Landroid/os/Parcelable;
    move-result-object v0
    check-cast v0, Landroid/content/Intent;
    invoke-static {p0, v0}, Ltw/example/app/Case;->go(Landroid/app/Activity;Landroid/content/Intent;)V
    :no
    return-void
.end method

.method private static go(Landroid/app/Activity;Landroid/content/Intent;)V
    .locals 1
    const/high16 v0, 0x10000000
    invoke-virtual {p1, v0}, Landroid/content/Intent;->addFlags(I)Landroid/content/Intent;
    move-result-object p1
    invoke-virtual {p0, p1}, Landroid/app/Activity;->startService(Landroid/content/Intent;)Landroid/content/ComponentName;
    return-void
.end method

# Nobody in the app calls it, so the intent is not seen.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public go(Landroid/content/Intent;)V
    .locals 0
    invoke-virtual {p0, p1}, Ltw/example/app/Case;->startService(Landroid/content/Intent;)Landroid/content/ComponentName;
    return-void
.end method

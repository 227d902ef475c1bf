# All of it on the lock screen.
# expect: Ltw/example/app/Fill;->show(Landroid/app/Notification$Builder;)V+0x0001
.class public Ltw/example/app/Fill;
.super Ljava/lang/Object;

.method public static show(Landroid/app/Notification$Builder;)V
    .locals 1
    const/4 v0, 0x1
    invoke-virtual {p0, v0}, Landroid/app/Notification$Builder;->setVisibility(I)Landroid/app/Notification$Builder;
    return-void
.end method

# The visibility comes through a helper.
# expect: Ltw/example/app/Fill;->show(Landroid/app/Notification$Builder;)V+0x0001
.class public Ltw/example/app/Fill;
.super Ljava/lang/Object;

.method private static with(Landroid/app/Notification$Builder;I)V
    .locals 0
    invoke-virtual {p0, p1}, Landroid/app/Notification$Builder;->setVisibility(I)Landroid/app/Notification$Builder;
    return-void
.end method

.method public static show(Landroid/app/Notification$Builder;)V
    .locals 1
    const/4 v0, 0x1
    invoke-static {p0, v0}, Ltw/example/app/Fill;->with(Landroid/app/Notification$Builder;I)V
    return-void
.end method

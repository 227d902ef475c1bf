# An ordinary broadcast that asks a permission.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/Context;Landroid/content/Intent;)V
    .locals 1
    const-string v0, "tw.example.app.permission.RECEIVE"
    invoke-virtual {p0, p1, v0}, Landroid/content/Context;->sendBroadcast(Landroid/content/Intent;Ljava/lang/String;)V
    return-void
.end method

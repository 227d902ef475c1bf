# expect: Ltw/example/app/Case;->m(Landroid/content/Context;Landroid/content/Intent;)V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/Context;Landroid/content/Intent;)V
    .locals 0
    invoke-virtual {p0, p1}, Landroid/content/Context;->sendStickyBroadcast(Landroid/content/Intent;)V
    return-void
.end method

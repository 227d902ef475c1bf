# expect: Ltw/example/app/Case;->m(Landroid/content/Intent;Landroid/os/UserHandle;)V+0x0000
# A service sends it by its own method, ordered and for one user.
.class public Ltw/example/app/Case;
.super Landroid/app/Service;

.method public m(Landroid/content/Intent;Landroid/os/UserHandle;)V
    .locals 0
    invoke-virtual {p0, p1, p2}, Ltw/example/app/Case;->sendStickyBroadcastAsUser(Landroid/content/Intent;Landroid/os/UserHandle;)V
    return-void
.end method

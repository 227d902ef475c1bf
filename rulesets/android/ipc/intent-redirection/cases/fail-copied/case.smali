# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x0012
# A copy names the same component.
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
    new-instance v1, Landroid/content/Intent;
    invoke-direct {v1, v0}, Landroid/content/Intent;-><init>(Landroid/content/Intent;)V
    move-object v0, v1
    invoke-virtual {p0, v0}, Ltw/example/app/Case;->startActivity(Landroid/content/Intent;)V
    :no
    return-void
.end method

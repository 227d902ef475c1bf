# The name is one of a fixed few.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field static SCREENS:Ljava/util/List;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "screen"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    sget-object v1, Ltw/example/app/Case;->SCREENS:Ljava/util/List;
    invoke-interface {v1, v0}, Ljava/util/List;->contains(Ljava/lang/Object;)Z
    move-result v1
    if-eqz v1, :no
    new-instance v1, Landroid/content/Intent;
    invoke-direct {v1}, Landroid/content/Intent;-><init>()V
    const-string v2, "tw.example.app"
    invoke-virtual {v1, v2, v0}, Landroid/content/Intent;->setClassName(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    invoke-virtual {p0, v1}, Ltw/example/app/Case;->startActivity(Landroid/content/Intent;)V
    :no
    return-void
.end method

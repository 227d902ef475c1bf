# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x0006
# An object of any class out of the intent of an exported activity.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 7
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "order"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->getSerializableExtra(Ljava/lang/String;)Ljava/io/Serializable;
    move-result-object v0
    return-void
.end method

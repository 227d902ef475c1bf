# The form with a class makes nothing else.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 7
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "order"
    const-class v2, Ltw/example/app/Case;
    invoke-virtual {v0, v1, v2}, Landroid/content/Intent;->getSerializableExtra(Ljava/lang/String;Ljava/lang/Class;)Ljava/io/Serializable;
    return-void
.end method

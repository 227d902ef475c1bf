# The state comes from the app's own process.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 7
    const-string v1, "order"
    invoke-virtual {p1, v1}, Landroid/os/Bundle;->getSerializable(Ljava/lang/String;)Ljava/io/Serializable;
    move-result-object v0
    return-void
.end method

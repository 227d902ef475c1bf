# An app without such a service.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Landroid/content/Context;Ltw/example/app/Session;)V
    .locals 6
    invoke-interface {p2}, Ltw/example/app/Session;->getDisplayName()Ljava/lang/String;
    move-result-object v0
    return-void
.end method

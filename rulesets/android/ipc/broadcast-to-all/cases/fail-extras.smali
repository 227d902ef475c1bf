# expect: Ltw/example/app/Case;->run(Landroid/content/Context;Ltw/example/app/Session;)V+0x0010
# An order number goes to every app.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Landroid/content/Context;Ltw/example/app/Session;)V
    .locals 6
    invoke-interface {p2}, Ltw/example/app/Session;->getDisplayName()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Landroid/content/Intent;
    const-string v2, "tw.example.ORDER_FILLED"
    invoke-direct {v1, v2}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const-string v2, "order"
    invoke-virtual {v1, v2, v0}, Landroid/content/Intent;->putExtra(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    invoke-virtual {p1, v1}, Landroid/content/Context;->sendBroadcast(Landroid/content/Intent;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->run(Ltw/example/app/a;)V+0x000c
# A shrinker renamed the binding and its fields; the number of the view still has its name.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Ltw/example/app/a;)V
    .locals 6
    iget-object v0, p1, Ltw/example/app/a;->b:Landroid/widget/EditText;
    invoke-virtual {v0}, Landroid/widget/EditText;->getText()Landroid/text/Editable;
    move-result-object v0
    invoke-static {v0}, Ljava/lang/String;->valueOf(Ljava/lang/Object;)Ljava/lang/String;
    move-result-object v0
    const-string v1, "app"
    invoke-static {v1, v0}, Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

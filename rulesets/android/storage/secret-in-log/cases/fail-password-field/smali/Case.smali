# expect: Ltw/example/app/Case;->onClick(Landroid/view/View;)V+0x0020
# What is typed into the field of the password is put into a sentence.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onClick(Landroid/view/View;)V
    .locals 6
    sget v1, Ltw/example/app/R$id;->password:I
    invoke-virtual {p0, v1}, Ltw/example/app/Case;->findViewById(I)Landroid/view/View;
    move-result-object v1
    check-cast v1, Landroid/widget/EditText;
    invoke-virtual {v1}, Landroid/widget/EditText;->getText()Landroid/text/Editable;
    move-result-object v1
    invoke-virtual {v1}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v0
    new-instance v2, Ljava/lang/StringBuilder;
    const-string v3, "login with "
    invoke-direct {v2, v3}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    invoke-virtual {v2, v0}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v2}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v2
    const-string v3, "Login"
    invoke-static {v3, v2}, Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

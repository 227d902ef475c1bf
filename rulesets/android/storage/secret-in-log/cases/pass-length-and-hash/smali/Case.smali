# Length and hash of a password do not show it.
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
    invoke-virtual {v0}, Ljava/lang/String;->length()I
    move-result v2
    invoke-static {v2}, Ljava/lang/String;->valueOf(I)Ljava/lang/String;
    move-result-object v2
    const-string v3, "length"
    invoke-static {v3, v2}, Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I
    invoke-static {v0}, Ltw/example/app/Case;->maskAll(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    invoke-static {v3, v0}, Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

.method public static maskAll(Ljava/lang/String;)Ljava/lang/String;
    .locals 2
    const-string v0, "."
    const-string v1, "*"
    invoke-virtual {p0, v0, v1}, Ljava/lang/String;->replaceAll(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

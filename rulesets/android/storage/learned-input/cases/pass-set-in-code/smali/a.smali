# Code sets the type that the layout does not.
.class public Ltw/example/app/Form;
.super Ljava/lang/Object;

.method public static fill(Landroid/app/Activity;)V
    .locals 2
    const v0, 0x7f010000
    invoke-virtual {p0, v0}, Landroid/app/Activity;->findViewById(I)Landroid/view/View;
    move-result-object v0
    check-cast v0, Landroid/widget/EditText;
    const/16 v1, 0x81
    invoke-virtual {v0, v1}, Landroid/widget/EditText;->setInputType(I)V
    return-void
.end method

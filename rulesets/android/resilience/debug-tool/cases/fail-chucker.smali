# expect: Lcom/chuckerteam/chucker/internal/ui/MainActivity;->onCreate(Landroid/os/Bundle;)V
.class public Lcom/chuckerteam/chucker/internal/ui/MainActivity;
.super Landroid/app/Activity;


.method public onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    const/high16 v0, 0x7f0b0000
    invoke-virtual {p0, v0}, Landroid/app/Activity;->setContentView(I)V
    const-string v1, "transactions"
    invoke-virtual {p0, v1}, Landroid/app/Activity;->setTitle(Ljava/lang/CharSequence;)V
    return-void
.end method

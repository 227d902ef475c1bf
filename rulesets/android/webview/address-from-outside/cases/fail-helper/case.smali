# expect: Ltw/example/app/Pages;->show(Landroid/webkit/WebView;)V+0x0006
# The address goes through a field and a class of its own, with the data of the link in it.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private web:Landroid/webkit/WebView;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    invoke-virtual {v0}, Landroid/content/Intent;->getData()Landroid/net/Uri;
    move-result-object v0
    const-string v1, "page"
    invoke-virtual {v0, v1}, Landroid/net/Uri;->getQueryParameter(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ltw/example/app/Pages;
    invoke-direct {v1, v0}, Ltw/example/app/Pages;-><init>(Ljava/lang/String;)V
    iget-object v2, p0, Ltw/example/app/Case;->web:Landroid/webkit/WebView;
    invoke-virtual {v1, v2}, Ltw/example/app/Pages;->show(Landroid/webkit/WebView;)V
    return-void
.end method

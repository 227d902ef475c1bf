# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x0019
# The check only decides whether a line is logged.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private web:Landroid/webkit/WebView;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "url"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    const-string v1, "https://www.broker.example/"
    invoke-virtual {v0, v1}, Ljava/lang/String;->startsWith(Ljava/lang/String;)Z
    move-result v3
    if-nez v3, :fine
    const-string v3, "web"
    invoke-static {v3, v0}, Landroid/util/Log;->w(Ljava/lang/String;Ljava/lang/String;)I
    :fine
    iget-object v2, p0, Ltw/example/app/Case;->web:Landroid/webkit/WebView;
    invoke-virtual {v2, v0}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    return-void
.end method

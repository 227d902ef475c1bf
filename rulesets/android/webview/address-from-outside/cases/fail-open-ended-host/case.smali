# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x0012
# A host that is not ended can be made longer: https://www.broker.example.evil.example.
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
    const-string v1, "https://www.broker.example"
    invoke-virtual {v1, v0}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    iget-object v2, p0, Ltw/example/app/Case;->web:Landroid/webkit/WebView;
    invoke-virtual {v2, v0}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->show(Landroid/webkit/WebView;Ljava/lang/String;Ljava/lang/String;)V+0x0008
# The page of another app runs as the server.
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
    iget-object v2, p0, Ltw/example/app/Case;->web:Landroid/webkit/WebView;
    const-string v1, "text/html"
    invoke-direct {p0, v2, v0, v1}, Ltw/example/app/Case;->show(Landroid/webkit/WebView;Ljava/lang/String;Ljava/lang/String;)V
    return-void
.end method

.method private show(Landroid/webkit/WebView;Ljava/lang/String;Ljava/lang/String;)V
    .locals 6
    move-object v0, p1
    const-string v1, "https://www.broker.example/"
    move-object v2, p2
    move-object v3, p3
    const-string v4, "utf-8"
    const/4 v5, 0x0
    invoke-virtual/range {v0 .. v5}, Landroid/webkit/WebView;->loadDataWithBaseURL(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)V
    return-void
.end method

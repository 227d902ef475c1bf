# A helper compares the host with a set of the app.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field static OURS:Ljava/util/Set;

.field private web:Landroid/webkit/WebView;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "url"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ltw/example/app/Case;->isOurs(Ljava/lang/String;)Z
    move-result v3
    if-eqz v3, :no
    iget-object v2, p0, Ltw/example/app/Case;->web:Landroid/webkit/WebView;
    invoke-virtual {v2, v0}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    :no
    return-void
.end method

.method private static isOurs(Ljava/lang/String;)Z
    .locals 2
    invoke-static {p0}, Landroid/net/Uri;->parse(Ljava/lang/String;)Landroid/net/Uri;
    move-result-object v0
    invoke-virtual {v0}, Landroid/net/Uri;->getHost()Ljava/lang/String;
    move-result-object v0
    sget-object v1, Ltw/example/app/Case;->OURS:Ljava/util/Set;
    invoke-interface {v1, v0}, Ljava/util/Set;->contains(Ljava/lang/Object;)Z
    move-result v0
    if-eqz v0, :no
    const/4 v0, 0x1
    return v0
    :no
    const/4 v0, 0x0
    return v0
.end method

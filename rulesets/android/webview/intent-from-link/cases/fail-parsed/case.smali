# expect: Ltw/example/app/Case;->shouldOverrideUrlLoading(Landroid/webkit/WebView;Ljava/lang/String;)Z+0x0009
# The intent of the link is started as it is.
.class public Ltw/example/app/Case;
.super Landroid/webkit/WebViewClient;

.method public shouldOverrideUrlLoading(Landroid/webkit/WebView;Ljava/lang/String;)Z
    .locals 3
    const/4 v0, 0x1
    invoke-static {p2, v0}, Landroid/content/Intent;->parseUri(Ljava/lang/String;I)Landroid/content/Intent;
    move-result-object v1
    invoke-virtual {p1}, Landroid/webkit/WebView;->getContext()Landroid/content/Context;
    move-result-object v2
    invoke-virtual {v2, v1}, Landroid/content/Context;->startActivity(Landroid/content/Intent;)V
    return v0
.end method

# expect: Ltw/example/app/Case;->shouldOverrideUrlLoading(Landroid/webkit/WebView;Ljava/lang/String;)Z+0x0013
# That some app takes the intent says nothing about which one.
.class public Ltw/example/app/Case;
.super Landroid/webkit/WebViewClient;

.method public shouldOverrideUrlLoading(Landroid/webkit/WebView;Ljava/lang/String;)Z
    .locals 4
    const/4 v0, 0x1
    invoke-static {p2, v0}, Landroid/content/Intent;->parseUri(Ljava/lang/String;I)Landroid/content/Intent;
    move-result-object v1
    invoke-virtual {p1}, Landroid/webkit/WebView;->getContext()Landroid/content/Context;
    move-result-object v2
    invoke-virtual {v2}, Landroid/content/Context;->getPackageManager()Landroid/content/pm/PackageManager;
    move-result-object v3
    invoke-virtual {v1, v3}, Landroid/content/Intent;->resolveActivity(Landroid/content/pm/PackageManager;)Landroid/content/ComponentName;
    move-result-object v3
    if-eqz v3, :nobody
    invoke-virtual {v2, v1}, Landroid/content/Context;->startActivity(Landroid/content/Intent;)V
    :nobody
    return v0
.end method

# expect: Ltw/example/app/Case;->run(Landroid/webkit/WebView;)V+0x0002
# A helper loads pages; the call that names the address is the place.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Landroid/webkit/WebView;)V
    .locals 6
    const-string v0, "http://news.broker.test/today"
    invoke-static {p1, v0}, Ltw/example/app/Case;->show(Landroid/webkit/WebView;Ljava/lang/String;)V
    return-void
.end method

.method public static show(Landroid/webkit/WebView;Ljava/lang/String;)V
    .locals 0
    invoke-virtual {p0, p1}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    return-void
.end method

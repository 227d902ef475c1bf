# Messages with a list of origins in place of an object.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/webkit/WebView;Ljava/util/Set;Landroidx/webkit/WebViewCompat$WebMessageListener;)V
    .locals 1
    const-string v0, "app"
    invoke-static {p0, v0, p1, p2}, Landroidx/webkit/WebViewCompat;->addWebMessageListener(Landroid/webkit/WebView;Ljava/lang/String;Ljava/util/Set;Landroidx/webkit/WebViewCompat$WebMessageListener;)V
    return-void
.end method

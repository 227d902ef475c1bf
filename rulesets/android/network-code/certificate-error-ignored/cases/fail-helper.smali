# expect: Ltw/example/app/Case;->onReceivedSslError(Landroid/webkit/WebView;Landroid/webkit/SslErrorHandler;Landroid/net/http/SslError;)V+0x0000
# severity: high
# A helper of the class goes on.
.class public Ltw/example/app/Case;
.super Landroid/webkit/WebViewClient;

.method public onReceivedSslError(Landroid/webkit/WebView;Landroid/webkit/SslErrorHandler;Landroid/net/http/SslError;)V
    .locals 0
    invoke-static {p2}, Ltw/example/app/Case;->go(Landroid/webkit/SslErrorHandler;)V
    return-void
.end method

.method private static go(Landroid/webkit/SslErrorHandler;)V
    .locals 0
    invoke-virtual {p0}, Landroid/webkit/SslErrorHandler;->proceed()V
    return-void
.end method

# expect: Ltw/example/app/Case;->m(Landroid/webkit/WebView;Ljava/lang/Object;)V+0x0002
# severity: low
# Own pages over TLS.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/webkit/WebView;Ljava/lang/Object;)V
    .locals 1
    const-string v0, "app"
    invoke-virtual {p0, p1, v0}, Landroid/webkit/WebView;->addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V
    const-string v0, "https://www.example.tw/"
    invoke-virtual {p0, v0}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m(Ljava/lang/Object;)V+0x0002
# A view of the app's own class.
.class public Ltw/example/app/Case;
.super Landroid/webkit/WebView;

.method public m(Ljava/lang/Object;)V
    .locals 1
    const-string v0, "app"
    invoke-virtual {p0, p1, v0}, Ltw/example/app/Case;->addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V
    return-void
.end method

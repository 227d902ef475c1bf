# From Android 4.2 pages reach annotated methods only.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/webkit/WebView;Ljava/lang/Object;)V
    .locals 1
    const-string v0, "app"
    invoke-virtual {p0, p1, v0}, Landroid/webkit/WebView;->addJavascriptInterface(Ljava/lang/Object;Ljava/lang/String;)V
    return-void
.end method

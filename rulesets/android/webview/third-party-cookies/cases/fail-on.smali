# expect: Ltw/example/app/Case;->m(Landroid/webkit/CookieManager;Landroid/webkit/WebView;)V+0x0001
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/webkit/CookieManager;Landroid/webkit/WebView;)V
    .locals 1
    const/4 v0, 0x1
    invoke-virtual {p0, p1, v0}, Landroid/webkit/CookieManager;->setAcceptThirdPartyCookies(Landroid/webkit/WebView;Z)V
    return-void
.end method

# Cookies of the page itself are another setting.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/webkit/CookieManager;)V
    .locals 1
    const/4 v0, 0x1
    invoke-virtual {p0, v0}, Landroid/webkit/CookieManager;->setAcceptCookie(Z)V
    return-void
.end method

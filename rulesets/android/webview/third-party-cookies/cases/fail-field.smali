# expect: Ltw/example/app/Case;->m(Landroid/webkit/CookieManager;Landroid/webkit/WebView;)V+0x0002
# The value is a field that nothing else stores.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private static allow:Z

.method static constructor <clinit>()V
    .locals 1
    const/4 v0, 0x1
    sput-boolean v0, Ltw/example/app/Case;->allow:Z
    return-void
.end method

.method public static m(Landroid/webkit/CookieManager;Landroid/webkit/WebView;)V
    .locals 1
    sget-boolean v0, Ltw/example/app/Case;->allow:Z
    invoke-virtual {p0, p1, v0}, Landroid/webkit/CookieManager;->setAcceptThirdPartyCookies(Landroid/webkit/WebView;Z)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m(Landroid/webkit/WebSettings;)V+0x0001
# A helper of the app sets it; the place is the call that says so.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static set(Landroid/webkit/WebSettings;Z)V
    .locals 0
    invoke-virtual {p0, p1}, Landroid/webkit/WebSettings;->setJavaScriptEnabled(Z)V
    return-void
.end method

.method public static m(Landroid/webkit/WebSettings;)V
    .locals 1
    const/4 v0, 0x1
    invoke-static {p0, v0}, Ltw/example/app/Case;->set(Landroid/webkit/WebSettings;Z)V
    return-void
.end method

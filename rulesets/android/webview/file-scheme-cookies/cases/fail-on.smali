# expect: Ltw/example/app/Case;->m()V+0x0001
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const/4 v0, 0x1
    invoke-static {v0}, Landroid/webkit/CookieManager;->setAcceptFileSchemeCookies(Z)V
    return-void
.end method

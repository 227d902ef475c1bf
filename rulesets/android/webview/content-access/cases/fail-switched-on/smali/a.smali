# It is switched on by hand.
# expect: Ltw/example/app/Web;->open(Landroid/webkit/WebSettings;)V+0x0001
.class public Ltw/example/app/Web;
.super Ljava/lang/Object;

.method public static open(Landroid/webkit/WebSettings;)V
    .locals 1
    const/4 v0, 0x1
    invoke-virtual {p0, v0}, Landroid/webkit/WebSettings;->setJavaScriptEnabled(Z)V
    const/4 v0, 0x1
    invoke-virtual {p0, v0}, Landroid/webkit/WebSettings;->setAllowContentAccess(Z)V
    return-void
.end method

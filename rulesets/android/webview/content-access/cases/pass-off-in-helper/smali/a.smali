# A helper switches it off.
.class public Ltw/example/app/Web;
.super Ljava/lang/Object;

.method public static open(Landroid/webkit/WebSettings;)V
    .locals 1
    const/4 v0, 0x1
    invoke-virtual {p0, v0}, Landroid/webkit/WebSettings;->setJavaScriptEnabled(Z)V
    invoke-static {p0}, Ltw/example/app/Safe;->apply(Landroid/webkit/WebSettings;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m(Landroid/webkit/WebSettings;)V+0x0001
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/webkit/WebSettings;)V
    .locals 1
    const/4 v0, 0x1
    invoke-virtual {p0, v0}, Landroid/webkit/WebSettings;->setAllowFileAccessFromFileURLs(Z)V
    return-void
.end method

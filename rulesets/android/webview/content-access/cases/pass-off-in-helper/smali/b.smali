.class public Ltw/example/app/Safe;
.super Ljava/lang/Object;

.method public static apply(Landroid/webkit/WebSettings;)V
    .locals 1
    const/4 v0, 0x0
    invoke-virtual {p0, v0}, Landroid/webkit/WebSettings;->setAllowContentAccess(Z)V
    return-void
.end method

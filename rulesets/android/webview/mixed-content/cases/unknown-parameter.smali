# The mode comes from elsewhere.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/webkit/WebSettings;I)V
    .locals 0
    invoke-virtual {p0, p1}, Landroid/webkit/WebSettings;->setMixedContentMode(I)V
    return-void
.end method

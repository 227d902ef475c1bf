.class public final Ltw/example/app/Windows;
.super Ljava/lang/Object;

.method public static final flag(Landroid/view/Window;I)V
    .locals 0
    invoke-virtual {p0, p1}, Landroid/view/Window;->addFlags(I)V
    return-void
.end method

# The visibility is computed.
.class public Ltw/example/app/Fill;
.super Ljava/lang/Object;

.method public static show(Landroid/app/Notification$Builder;)V
    .locals 2
    invoke-static {}, Ljava/lang/Math;->random()D
    move-result-wide v0
    double-to-int v0, v0
    invoke-virtual {p0, v0}, Landroid/app/Notification$Builder;->setVisibility(I)Landroid/app/Notification$Builder;
    return-void
.end method

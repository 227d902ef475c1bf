# No scripts run.
.class public Ltw/example/app/Web;
.super Ljava/lang/Object;

.method public static open(Landroid/webkit/WebSettings;)V
    .locals 1
    return-void
.end method

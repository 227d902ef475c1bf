# Called before the first connection.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/Context;)V
    .locals 0
    invoke-static {p0}, Lcom/google/android/gms/security/ProviderInstaller;->installIfNeeded(Landroid/content/Context;)V
    return-void
.end method

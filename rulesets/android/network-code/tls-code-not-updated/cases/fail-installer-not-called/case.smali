# The installer is in the package, and nothing calls it.
.class public Lcom/google/android/gms/security/ProviderInstaller;
.super Ljava/lang/Object;

.method public static installIfNeeded(Landroid/content/Context;)V
    .locals 1
    const-string v0, "com.google.android.gms.common.security.ProviderInstallerImpl"
    return-void
.end method

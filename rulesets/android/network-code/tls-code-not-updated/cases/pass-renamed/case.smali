# The installer after shrinking: its name is gone, what it looks up is not.
.class public La/b;
.super Ljava/lang/Object;

.method public static a(Landroid/content/Context;)V
    .locals 1
    const-string v0, "com.google.android.gms.common.security.ProviderInstallerImpl"
    return-void
.end method

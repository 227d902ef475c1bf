.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.method public static update(I)V
    .locals 0
    invoke-static {p0}, Lcom/google/android/play/core/appupdate/AppUpdateOptions;->defaultOptions(I)Lcom/google/android/play/core/appupdate/AppUpdateOptions;
    return-void
.end method

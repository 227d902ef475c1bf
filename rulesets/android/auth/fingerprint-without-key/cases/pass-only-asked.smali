# The app only asks whether there is a sensor.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/hardware/fingerprint/FingerprintManager;)Z
    .locals 1
    invoke-virtual {p0}, Landroid/hardware/fingerprint/FingerprintManager;->isHardwareDetected()Z
    move-result v0
    return v0
.end method

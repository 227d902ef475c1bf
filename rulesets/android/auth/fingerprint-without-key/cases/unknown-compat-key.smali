# An object is given; whether it is ever null, its type does not say.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroidx/core/hardware/fingerprint/FingerprintManagerCompat;Landroidx/core/hardware/fingerprint/FingerprintManagerCompat$CryptoObject;)V
    .locals 6
    const/4 v2, 0x0
    const/4 v3, 0x0
    move-object v0, p0
    new-instance v1, Landroidx/core/hardware/fingerprint/FingerprintManagerCompat$CryptoObject;
    const/4 v4, 0x0
    const/4 v5, 0x0
    invoke-virtual/range {v0 .. v5}, Landroidx/core/hardware/fingerprint/FingerprintManagerCompat;->authenticate(Landroidx/core/hardware/fingerprint/FingerprintManagerCompat$CryptoObject;ILandroidx/core/os/CancellationSignal;Landroidx/core/hardware/fingerprint/FingerprintManagerCompat$AuthenticationCallback;Landroid/os/Handler;)V
    return-void
.end method

# The name of the network operator identifies nobody.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/telephony/TelephonyManager;)V
    .locals 0
    invoke-virtual {p0}, Landroid/telephony/TelephonyManager;->getNetworkOperatorName()Ljava/lang/String;
    return-void
.end method

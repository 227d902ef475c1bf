# expect: Ltw/example/app/Case;->m(Landroid/telephony/TelephonyManager;)V+0x0000
# The number of the phone.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/telephony/TelephonyManager;)V
    .locals 0
    invoke-virtual {p0}, Landroid/telephony/TelephonyManager;->getDeviceId()Ljava/lang/String;
    return-void
.end method

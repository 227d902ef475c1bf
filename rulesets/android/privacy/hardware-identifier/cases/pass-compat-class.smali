# A library wraps the call for others, and nothing uses it.
.class public Landroidx/core/telephony/TelephonyManagerCompat$Api26Impl;
.super Ljava/lang/Object;

.method public static getImei(Landroid/telephony/TelephonyManager;)Ljava/lang/String;
    .locals 1
    invoke-virtual {p0}, Landroid/telephony/TelephonyManager;->getImei()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

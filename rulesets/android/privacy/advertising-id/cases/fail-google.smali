# expect: Ltw/example/app/Case;->m(Landroid/content/Context;)V+0x0000
# The identifier of Google.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/Context;)V
    .locals 0
    invoke-static {p0}, Lcom/google/android/gms/ads/identifier/AdvertisingIdClient;->getAdvertisingIdInfo(Landroid/content/Context;)Lcom/google/android/gms/ads/identifier/AdvertisingIdClient$Info;
    return-void
.end method

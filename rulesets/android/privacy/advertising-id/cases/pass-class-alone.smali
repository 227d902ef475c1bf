# The class is named, and nothing reads the identifier.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()Ljava/lang/Class;
    .locals 1
    const-class v0, Lcom/google/android/gms/ads/identifier/AdvertisingIdClient;
    return-object v0
.end method

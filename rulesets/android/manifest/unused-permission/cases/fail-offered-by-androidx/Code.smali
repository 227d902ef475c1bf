.class Landroidx/appcompat/app/TwilightManager;
.super Ljava/lang/Object;

.method public last(Landroid/location/LocationManager;)V
    .registers 3
    const-string v0, "network"
    invoke-virtual {p1, v0}, Landroid/location/LocationManager;->getLastKnownLocation(Ljava/lang/String;)Landroid/location/Location;
    return-void
.end method

.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.method public static check(Landroid/content/Context;)Z
    .locals 3
    invoke-virtual {p0}, Landroid/content/Context;->getContentResolver()Landroid/content/ContentResolver;
    move-result-object v0
    const-string v1, "adb_enabled"
    const/4 v2, 0x0
    invoke-static {v0, v1, v2}, Landroid/provider/Settings$Global;->getInt(Landroid/content/ContentResolver;Ljava/lang/String;I)I
    move-result v0
    const/4 v1, 0x1
    if-ne v0, v1, :off
    return v1
    :off
    return v2
.end method

.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.method public static final check(Landroid/content/Context;)Z
    .locals 2
    sget-object v0, Landroid/os/Build;->HARDWARE:Ljava/lang/String;
    const-string v1, "ranchu"
    invoke-static {v0, v1}, Lkotlin/jvm/internal/Intrinsics;->areEqual(Ljava/lang/Object;Ljava/lang/Object;)Z
    move-result v0
    if-nez v0, :yes
    const-string v1, "unknown"
    invoke-static {v0, v1}, Ltw/example/app/Device;->same(ZLjava/lang/String;)Z
    move-result v0
    if-eqz v0, :no
    :yes
    const/4 v0, 0x1
    goto :end
    :no
    const/4 v0, 0x0
    :end
    return v0
.end method

.method private static same(ZLjava/lang/String;)Z
    .locals 0
    const/4 p0, 0x0
    return p0
.end method

.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.method public static check(Landroid/content/Context;)Z
    .locals 2
    :begin
    const-string v0, "de.robv.android.xposed.XposedBridge"
    invoke-static {v0}, Ljava/lang/Class;->forName(Ljava/lang/String;)Ljava/lang/Class;
    :end
    .catch Ljava/lang/ClassNotFoundException; {:begin .. :end} :absent
    const/4 v0, 0x1
    return v0
    :absent
    const/4 v0, 0x0
    return v0
.end method

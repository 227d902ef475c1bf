.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

# A package of a root manager: getPackageInfo throws when it is not there.
.method private static has(Landroid/content/pm/PackageManager;Ljava/lang/String;)Z
    .locals 1
    :begin
    const/4 v0, 0x0
    invoke-virtual {p0, p1, v0}, Landroid/content/pm/PackageManager;->getPackageInfo(Ljava/lang/String;I)Landroid/content/pm/PackageInfo;
    :end
    .catch Landroid/content/pm/PackageManager$NameNotFoundException; {:begin .. :end} :absent
    const/4 p0, 0x1
    return p0
    :absent
    const/4 p0, 0x0
    return p0
.end method

.method public static isSafe(Landroid/content/Context;)Z
    .locals 2
    invoke-virtual {p0}, Landroid/content/Context;->getPackageManager()Landroid/content/pm/PackageManager;
    move-result-object v0
    const-string v1, "com.topjohnwu.magisk"
    invoke-static {v0, v1}, Ltw/example/app/Device;->has(Landroid/content/pm/PackageManager;Ljava/lang/String;)Z
    move-result v0
    xor-int/lit8 v0, v0, 0x1
    return v0
.end method

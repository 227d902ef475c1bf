.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.field private static final PATHS:[Ljava/lang/String;

.method static constructor <clinit>()V
    .locals 2
    const-string v0, "/system/bin/su"
    const-string v1, "/system/xbin/su"
    filled-new-array {v0, v1}, [Ljava/lang/String;
    move-result-object v0
    sput-object v0, Ltw/example/app/Device;->PATHS:[Ljava/lang/String;
    return-void
.end method

.method public static check(Landroid/content/Context;)Z
    .locals 6
    sget-object v0, Ltw/example/app/Device;->PATHS:[Ljava/lang/String;
    array-length v1, v0
    const/4 v2, 0x0
    move v3, v2
    :next
    if-ge v3, v1, :end
    aget-object v4, v0, v3
    new-instance v5, Ljava/io/File;
    invoke-direct {v5, v4}, Ljava/io/File;-><init>(Ljava/lang/String;)V
    invoke-virtual {v5}, Ljava/io/File;->exists()Z
    move-result v4
    if-eqz v4, :more
    const/4 v2, 0x1
    return v2
    :more
    add-int/lit8 v3, v3, 0x1
    goto :next
    :end
    return v2
.end method

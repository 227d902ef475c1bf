.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.method public static check(Landroid/content/Context;)Z
    .locals 2
    invoke-virtual {p0}, Landroid/content/Context;->getPackageName()Ljava/lang/String;
    move-result-object v0
    const-string v1, "generic"
    invoke-virtual {v0, v1}, Ljava/lang/String;->startsWith(Ljava/lang/String;)Z
    move-result v0
    return v0
.end method

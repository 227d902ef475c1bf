.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.method public static check(Landroid/content/Context;)Z
    .locals 2
    new-instance v0, Ljava/io/File;
    const-string v1, "/data/local/tmp/frida-server"
    invoke-direct {v0, v1}, Ljava/io/File;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0}, Ljava/io/File;->exists()Z
    move-result v0
    return v0
.end method

.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.method public static check(Landroid/content/Context;)Z
    .locals 3
    :begin
    new-instance v0, Ljava/io/BufferedReader;
    new-instance v1, Ljava/io/FileReader;
    const-string v2, "/proc/self/status"
    invoke-direct {v1, v2}, Ljava/io/FileReader;-><init>(Ljava/lang/String;)V
    invoke-direct {v0, v1}, Ljava/io/BufferedReader;-><init>(Ljava/io/Reader;)V
    :line
    invoke-virtual {v0}, Ljava/io/BufferedReader;->readLine()Ljava/lang/String;
    move-result-object v1
    if-eqz v1, :none
    const-string v2, "TracerPid:"
    invoke-virtual {v1, v2}, Ljava/lang/String;->startsWith(Ljava/lang/String;)Z
    move-result v2
    if-eqz v2, :line
    const-string v2, "\t0"
    invoke-virtual {v1, v2}, Ljava/lang/String;->endsWith(Ljava/lang/String;)Z
    move-result v1
    xor-int/lit8 v1, v1, 0x1
    return v1
    :end
    .catch Ljava/io/IOException; {:begin .. :end} :none
    :none
    const/4 v0, 0x0
    return v0
.end method

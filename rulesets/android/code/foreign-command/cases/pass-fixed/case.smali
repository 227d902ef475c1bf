# Nothing of the command comes from elsewhere.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public load()V
    .locals 6
    const/4 v1, 0x2
    new-array v1, v1, [Ljava/lang/String;
    const/4 v2, 0x0
    const-string v3, "getprop"
    aput-object v3, v1, v2
    const/4 v2, 0x1
    const-string v3, "ro.build.tags"
    aput-object v3, v1, v2
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v3
    invoke-virtual {v3, v1}, Ljava/lang/Runtime;->exec([Ljava/lang/String;)Ljava/lang/Process;
    return-void
.end method

# A fixed program gets the value as one argument.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public load(Ljava/lang/String;)V
    .locals 6
    move-object v0, p1
    const/4 v1, 0x4
    new-array v1, v1, [Ljava/lang/String;
    const/4 v2, 0x0
    const-string v3, "ping"
    aput-object v3, v1, v2
    const/4 v2, 0x1
    const-string v3, "-c"
    aput-object v3, v1, v2
    const/4 v2, 0x2
    const-string v3, "1"
    aput-object v3, v1, v2
    const/4 v2, 0x3
    aput-object v0, v1, v2
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v3
    invoke-virtual {v3, v1}, Ljava/lang/Runtime;->exec([Ljava/lang/String;)Ljava/lang/Process;
    return-void
.end method

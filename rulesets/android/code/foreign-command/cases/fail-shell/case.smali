# expect: Ltw/example/app/Case;->load(Ljava/lang/String;)V+0x0015
# A shell reads what a caller passes.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public load(Ljava/lang/String;)V
    .locals 6
    move-object v0, p1
    const/4 v1, 0x3
    new-array v1, v1, [Ljava/lang/String;
    const/4 v2, 0x0
    const-string v3, "sh"
    aput-object v3, v1, v2
    const/4 v2, 0x1
    const-string v3, "-c"
    aput-object v3, v1, v2
    const/4 v2, 0x2
    aput-object v0, v1, v2
    invoke-static {}, Ljava/lang/Runtime;->getRuntime()Ljava/lang/Runtime;
    move-result-object v3
    invoke-virtual {v3, v1}, Ljava/lang/Runtime;->exec([Ljava/lang/String;)Ljava/lang/Process;
    return-void
.end method

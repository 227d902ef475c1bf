# Looks for a rooted phone.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/lang/Runtime;)V
    .locals 2
    const-string v0, "/system/xbin/which"
    const-string v1, "su"
    filled-new-array {v0, v1}, [Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p0, v0}, Ljava/lang/Runtime;->exec([Ljava/lang/String;)Ljava/lang/Process;
    return-void
.end method

# A fixed command, and a fixed program with a word of its own in an array.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/lang/Runtime;Ljava/lang/String;)V
    .locals 2
    const-string v0, "logcat -d"
    invoke-virtual {p0, v0}, Ljava/lang/Runtime;->exec(Ljava/lang/String;)Ljava/lang/Process;
    const-string v0, "getprop"
    filled-new-array {v0, p1}, [Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p0, v0}, Ljava/lang/Runtime;->exec([Ljava/lang/String;)Ljava/lang/Process;
    return-void
.end method

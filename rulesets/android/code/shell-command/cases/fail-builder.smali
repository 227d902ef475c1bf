# expect: Ltw/example/app/Case;->m(Ljava/lang/String;)V+0x0008
# severity: high
# A process builder in a wrapper; the place is the call that brings the command.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static run([Ljava/lang/String;)V
    .locals 1
    new-instance v0, Ljava/lang/ProcessBuilder;
    invoke-direct {v0, p0}, Ljava/lang/ProcessBuilder;-><init>([Ljava/lang/String;)V
    return-void
.end method

.method public static m(Ljava/lang/String;)V
    .locals 2
    const-string v0, "/system/bin/sh"
    const-string v1, "-c"
    filled-new-array {v0, v1, p0}, [Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ltw/example/app/Case;->run([Ljava/lang/String;)V
    return-void
.end method

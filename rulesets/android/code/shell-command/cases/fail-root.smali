# expect: Ltw/example/app/Case;->m(Ljava/lang/Runtime;)V+0x0002
# severity: medium
# Runs something as root.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/lang/Runtime;)V
    .locals 1
    const-string v0, "su -c reboot"
    invoke-virtual {p0, v0}, Ljava/lang/Runtime;->exec(Ljava/lang/String;)Ljava/lang/Process;
    return-void
.end method

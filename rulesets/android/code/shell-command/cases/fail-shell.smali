# expect: Ltw/example/app/Case;->m(Ljava/lang/Runtime;Ljava/lang/String;)V+0x0010
# severity: high
# A shell reads what the caller passes.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/lang/Runtime;Ljava/lang/String;)V
    .locals 3
    const/4 v0, 0x3
    new-array v0, v0, [Ljava/lang/String;
    const/4 v1, 0x0
    const-string v2, "sh"
    aput-object v2, v0, v1
    const/4 v1, 0x1
    const-string v2, "-c"
    aput-object v2, v0, v1
    const/4 v1, 0x2
    aput-object p1, v0, v1
    invoke-virtual {p0, v0}, Ljava/lang/Runtime;->exec([Ljava/lang/String;)Ljava/lang/Process;
    return-void
.end method

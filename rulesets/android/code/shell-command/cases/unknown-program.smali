# Not even the program is known.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/lang/Runtime;Ljava/lang/String;)V
    .locals 0
    invoke-virtual {p0, p1}, Ljava/lang/Runtime;->exec(Ljava/lang/String;)Ljava/lang/Process;
    return-void
.end method

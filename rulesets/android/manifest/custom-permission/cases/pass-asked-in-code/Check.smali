.class public Ltw/example/app/Check;
.super Ljava/lang/Object;

.method public static check(Landroid/content/Context;)V
    .registers 3
    const-string v0, "tw.example.app.P"
    const-string v1, "denied"
    invoke-virtual {p0, v0, v1}, Landroid/content/Context;->enforceCallingPermission(Ljava/lang/String;Ljava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->login(Ljava/lang/String;Ljava/lang/String;)V+0x0002
# The compiler kept the name of the parameter.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public login(Ljava/lang/String;Ljava/lang/String;)V
    .locals 1
    .param p1, "user"
    .param p2, "password"
    const-string v0, "login"
    invoke-static {v0, p2}, Landroid/util/Log;->v(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

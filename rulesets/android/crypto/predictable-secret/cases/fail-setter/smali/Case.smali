# expect: Ltw/example/app/User;->setAuthToken(Ljava/lang/String;)V+0x0000
# The number is handed to a setter of another class.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Ltw/example/app/User;)V
    .locals 6
    new-instance v0, Ljava/util/Random;
    invoke-direct {v0}, Ljava/util/Random;-><init>()V
    const v1, 0xf4240
    invoke-virtual {v0, v1}, Ljava/util/Random;->nextInt(I)I
    move-result v0
    invoke-static {v0}, Ljava/lang/String;->valueOf(I)Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p1, v0}, Ltw/example/app/User;->setAuthToken(Ljava/lang/String;)V
    return-void
.end method

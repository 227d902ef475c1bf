# As kotlinc writes withContext: the block answers, and the coroutine goes on with it.
.class public Ltw/example/app/Start;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method public final warn()V
    .locals 1
    new-instance v0, Landroid/app/AlertDialog$Builder;
    invoke-direct {v0, p0}, Landroid/app/AlertDialog$Builder;-><init>(Landroid/content/Context;)V
    invoke-virtual {v0}, Landroid/app/AlertDialog$Builder;->show()Landroid/app/AlertDialog;
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Ltw/example/app/Start$onCreate$1;
    invoke-direct {v0, p0}, Ltw/example/app/Start$onCreate$1;-><init>(Ltw/example/app/Start;)V
    invoke-static {v0}, Lkotlinx/coroutines/BuildersKt;->launch(Ljava/lang/Object;)V
    return-void
.end method

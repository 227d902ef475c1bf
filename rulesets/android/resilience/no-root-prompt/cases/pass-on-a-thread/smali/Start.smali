# As d8 writes lambdas: a thread looks at the tags of the build, and posts the dialog.
.class public Ltw/example/app/Start;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method public static synthetic $r8$lambda$look(Ltw/example/app/Start;)V
    .locals 2
    sget-object v0, Landroid/os/Build;->TAGS:Ljava/lang/String;
    if-eqz v0, :fine
    const-string v1, "test-keys"
    invoke-virtual {v0, v1}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v0
    if-eqz v0, :fine
    new-instance v0, Ltw/example/app/Start$$ExternalSyntheticLambda1;
    invoke-direct {v0, p0}, Ltw/example/app/Start$$ExternalSyntheticLambda1;-><init>(Ltw/example/app/Start;)V
    invoke-virtual {p0, v0}, Ltw/example/app/Start;->runOnUiThread(Ljava/lang/Runnable;)V
    :fine
    return-void
.end method

.method public static synthetic $r8$lambda$show(Ltw/example/app/Start;)V
    .locals 0
    invoke-direct {p0}, Ltw/example/app/Start;->warn()V
    return-void
.end method

.method private warn()V
    .locals 1
    new-instance v0, Landroid/app/AlertDialog$Builder;
    invoke-direct {v0, p0}, Landroid/app/AlertDialog$Builder;-><init>(Landroid/content/Context;)V
    invoke-virtual {v0}, Landroid/app/AlertDialog$Builder;->show()Landroid/app/AlertDialog;
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    new-instance v0, Ljava/lang/Thread;
    new-instance v1, Ltw/example/app/Start$$ExternalSyntheticLambda0;
    invoke-direct {v1, p0}, Ltw/example/app/Start$$ExternalSyntheticLambda0;-><init>(Ltw/example/app/Start;)V
    invoke-direct {v0, v1}, Ljava/lang/Thread;-><init>(Ljava/lang/Runnable;)V
    invoke-virtual {v0}, Ljava/lang/Thread;->start()V
    return-void
.end method

# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x0019
# The command is put together as a list; what `add` gives back is a yes or no, what it puts in is the text.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "host"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ljava/util/ArrayList;
    invoke-direct {v1}, Ljava/util/ArrayList;-><init>()V
    const-string v2, "/system/bin/ping"
    invoke-interface {v1, v2}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    invoke-interface {v1, v0}, Ljava/util/List;->add(Ljava/lang/Object;)Z
    new-instance v3, Ljava/lang/ProcessBuilder;
    invoke-direct {v3, v1}, Ljava/lang/ProcessBuilder;-><init>(Ljava/util/List;)V
    return-void
.end method

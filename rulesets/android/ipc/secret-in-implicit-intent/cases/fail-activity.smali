# expect: Ltw/example/app/Case;->run(Landroid/content/Context;Ljava/lang/String;)V+0x000a
# The key says what it is; a helper fills the intent.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Landroid/content/Context;Ljava/lang/String;)V
    .locals 6
    new-instance v1, Landroid/content/Intent;
    const-string v2, "tw.example.LOGIN"
    invoke-direct {v1, v2}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    invoke-direct {p0, v1, p2}, Ltw/example/app/Case;->fill(Landroid/content/Intent;Ljava/lang/String;)V
    invoke-virtual {p1, v1}, Landroid/content/Context;->startActivity(Landroid/content/Intent;)V
    return-void
.end method

.method private fill(Landroid/content/Intent;Ljava/lang/String;)V
    .locals 1
    const-string v0, "password"
    invoke-virtual {p1, v0, p2}, Landroid/content/Intent;->putExtra(Ljava/lang/String;Ljava/lang/String;)Landroid/content/Intent;
    return-void
.end method

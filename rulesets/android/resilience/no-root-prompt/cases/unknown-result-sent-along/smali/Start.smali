# The result is a part of what the login sends; that the login goes on is no answer to it.
.class public Ltw/example/app/Start;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
    return-void
.end method

.method private login(Ljava/lang/String;)V
    .locals 0
    if-eqz p1, :none
    invoke-virtual {p0}, Ltw/example/app/Start;->finish()V
    :none
    return-void
.end method

.method protected onCreate(Landroid/os/Bundle;)V
    .locals 2
    invoke-super {p0, p1}, Landroid/app/Activity;->onCreate(Landroid/os/Bundle;)V
    invoke-static {p0}, Ltw/example/app/Device;->check(Landroid/content/Context;)Z
    move-result v0
    invoke-static {v0}, Ljava/lang/String;->valueOf(Z)Ljava/lang/String;
    move-result-object v0
    invoke-direct {p0, v0}, Ltw/example/app/Start;->login(Ljava/lang/String;)V
    return-void
.end method

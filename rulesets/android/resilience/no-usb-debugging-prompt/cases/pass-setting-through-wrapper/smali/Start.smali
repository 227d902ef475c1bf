# A wrapper reads any setting by its name.
.class public Ltw/example/app/Start;
.super Landroid/app/Activity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/app/Activity;-><init>()V
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
    const-string v1, "development_settings_enabled"
    invoke-static {p0, v1}, Ltw/example/app/Device;->setting(Landroid/content/Context;Ljava/lang/String;)I
    move-result v0
    if-lez v0, :fine
    invoke-direct {p0}, Ltw/example/app/Start;->warn()V
    :fine
    return-void
.end method

# The name is compared.
.class public Ltw/example/app/Settings;
.super Landroid/preference/PreferenceActivity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/preference/PreferenceActivity;-><init>()V
    return-void
.end method

.method protected isValidFragment(Ljava/lang/String;)Z
    .locals 1
    const-string v0, "tw.example.app.Alerts"
    invoke-virtual {v0, p1}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v0
    return v0
.end method

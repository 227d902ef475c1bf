# Every fragment is fine.
# expect: Ltw/example/app/Settings;->isValidFragment(Ljava/lang/String;)Z
.class public Ltw/example/app/Settings;
.super Landroid/preference/PreferenceActivity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/preference/PreferenceActivity;-><init>()V
    return-void
.end method

.method protected isValidFragment(Ljava/lang/String;)Z
    .locals 1
    const/4 v0, 0x1
    return v0
.end method

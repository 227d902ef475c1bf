# No answer, for a target below 19: the platform asks nobody.
# expect: manifest/application/activity[.Settings]
.class public Ltw/example/app/Settings;
.super Landroid/preference/PreferenceActivity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/preference/PreferenceActivity;-><init>()V
    return-void
.end method

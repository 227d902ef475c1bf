# No answer: from target level 19 on the platform refuses.
.class public Ltw/example/app/Settings;
.super Landroid/preference/PreferenceActivity;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Landroid/preference/PreferenceActivity;-><init>()V
    return-void
.end method

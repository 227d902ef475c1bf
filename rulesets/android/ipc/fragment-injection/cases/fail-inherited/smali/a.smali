# A base class says yes for all.
# expect: Ltw/example/app/Base;->isValidFragment(Ljava/lang/String;)Z
.class public Ltw/example/app/Settings;
.super Ltw/example/app/Base;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ltw/example/app/Base;-><init>()V
    return-void
.end method

.class public Ltw/example/app/BuildConfig;
.super Ljava/lang/Object;

.field public static DEBUG:Z

.method public static set(Z)V
    .locals 0
    sput-boolean p0, Ltw/example/app/BuildConfig;->DEBUG:Z
    return-void
.end method

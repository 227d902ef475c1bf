# The shell of an app whose code is elsewhere.
.class public Ltw/example/app/MainActivity;
.super Ljava/lang/Object;


.method private static a()V
    .locals 0
    return-void
.end method

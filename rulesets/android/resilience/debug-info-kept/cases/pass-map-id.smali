.class public Ltw/example/app/a;
.super Ljava/lang/Object;
.source "r8-map-id-4f2a1c"


.method private static a()V
    .locals 0
    return-void
.end method

.method private static b()V
    .locals 0
    return-void
.end method

.method private static c()V
    .locals 0
    return-void
.end method

.method private static d()V
    .locals 0
    return-void
.end method

.method private static e()V
    .locals 0
    return-void
.end method

.method private static f()V
    .locals 0
    return-void
.end method

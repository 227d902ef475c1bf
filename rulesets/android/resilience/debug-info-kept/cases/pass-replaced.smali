# Line numbers alone, as crash reports need them.
.class public Ltw/example/app/a;
.super Ljava/lang/Object;
.source "SourceFile"


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

.method public static m(I)I
    .locals 1
    .line 4
    add-int/lit8 v0, p0, 0x1
    .line 5
    return v0
.end method

# expect:
# A keep rule for the attribute, without -renamesourcefileattribute.
.class public Ltw/example/app/a;
.super Ljava/lang/Object;
.source "Login.kt"


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

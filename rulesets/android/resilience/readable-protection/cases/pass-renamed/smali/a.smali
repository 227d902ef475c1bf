.class public Ltw/example/app/a;
.super Ljava/lang/Object;

.field private a:I
.field private b:I
.field private c:I
.field private d:I

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

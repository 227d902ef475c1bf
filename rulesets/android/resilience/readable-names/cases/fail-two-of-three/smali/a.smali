.class public Ltw/example/app/a;
.super Ljava/lang/Object;

.field private a:I
.field private b:I

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

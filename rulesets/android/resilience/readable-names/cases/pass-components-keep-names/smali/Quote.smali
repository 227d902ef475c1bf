.class public Ltw/example/app/QuoteActivity;
.super Landroid/app/Activity;

.field private a:I

.method private static a()V
    .locals 0
    return-void
.end method

.method private static b()V
    .locals 0
    return-void
.end method

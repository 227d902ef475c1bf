# expect: Ltw/example/app/RootChecker;->a()V
.class public Ltw/example/app/RootChecker;
.super Ljava/lang/Object;


.method private static a()V
    .locals 0
    return-void
.end method

# expect: Ltw/example/app/b$KeyStoreHelper;->a()V
.class public Ltw/example/app/b$KeyStoreHelper;
.super Ljava/lang/Object;


.method private static a()V
    .locals 0
    return-void
.end method

# Nothing of the packages that the manifest names.
.class public Lcom/other/vendor/Case;
.super Ljava/lang/Object;

.field private price:I
.field private amount:I
.field private account:I
.field private state:I

.method private static openOrder()V
    .locals 0
    return-void
.end method

.method private static sendOrder()V
    .locals 0
    return-void
.end method

.method private static readQuote()V
    .locals 0
    return-void
.end method

.method private static checkLogin()V
    .locals 0
    return-void
.end method

.method private static storeToken()V
    .locals 0
    return-void
.end method

.method private static askBalance()V
    .locals 0
    return-void
.end method

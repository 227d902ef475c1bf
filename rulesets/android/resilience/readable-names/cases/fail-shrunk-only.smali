# expect:
# R8 ran, and its mark is there, with -dontobfuscate: shrunk, and not renamed.
.class public Ltw/example/app/Case;
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

.method public static mark()Ljava/lang/String;
    .locals 1
    const-string v0, "~~R8{\"backend\":\"dex\",\"compilation-mode\":\"release\",\"has-checksums\":false,\"min-api\":26,\"version\":\"8.7.18\"}"
    return-object v0
.end method

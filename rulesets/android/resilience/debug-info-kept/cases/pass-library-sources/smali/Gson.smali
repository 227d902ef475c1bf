.class public Lcom/google/gson/Gson;
.super Ljava/lang/Object;
.source "Gson.java"


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
    .local v0, "price":I
    .line 5
    return v0
.end method

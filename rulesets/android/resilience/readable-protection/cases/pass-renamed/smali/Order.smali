# A readable name that tells nothing about protections.
.class public Ltw/example/app/OrderModel;
.super Ljava/lang/Object;


.method private static a()V
    .locals 0
    return-void
.end method

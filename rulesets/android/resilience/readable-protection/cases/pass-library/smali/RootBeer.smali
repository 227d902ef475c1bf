.class public Lcom/scottyab/rootbeer/RootBeer;
.super Ljava/lang/Object;


.method private static a()V
    .locals 0
    return-void
.end method

# A stub of the app, so that code which names the class compiles.
.class public Lcom/facebook/stetho/server/LocalSocketServer;
.super Ljava/lang/Object;


.method private static run()V
    .locals 0
    return-void
.end method

.method private static stop()V
    .locals 0
    return-void
.end method

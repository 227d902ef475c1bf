# The server library passes on what its callers ask for.
.class public Lfi/iki/elonen/NanoHTTPD;
.super Ljava/lang/Object;

.method public constructor <init>(Ljava/lang/String;I)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public constructor <init>(I)V
    .locals 1
    const/4 v0, 0x0
    invoke-direct {p0, v0, p1}, Lfi/iki/elonen/NanoHTTPD;-><init>(Ljava/lang/String;I)V
    return-void
.end method

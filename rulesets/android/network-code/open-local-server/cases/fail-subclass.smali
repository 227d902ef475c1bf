# expect: Ltw/example/app/Case;-><init>()V+0x0002
# severity: medium
# A server on NanoHTTPD: its constructor passes the port on. The library itself passes on what it is given.
.class public Ltw/example/app/Case;
.super Lfi/iki/elonen/NanoHTTPD;

.method public constructor <init>()V
    .locals 1
    const/16 v0, 0x1f90
    invoke-direct {p0, v0}, Lfi/iki/elonen/NanoHTTPD;-><init>(I)V
    return-void
.end method

.method public static m()V
    .locals 1
    new-instance v0, Ltw/example/app/Case;
    invoke-direct {v0}, Ltw/example/app/Case;-><init>()V
    return-void
.end method

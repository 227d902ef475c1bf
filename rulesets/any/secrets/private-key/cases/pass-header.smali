# Code that reads keys looks for the header.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "-----BEGIN PRIVATE KEY-----"
    return-void
.end method

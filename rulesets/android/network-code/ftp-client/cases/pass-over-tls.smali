# The client of the same library that encrypts, a subclass of the other.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    new-instance v0, Lorg/apache/commons/net/ftp/FTPSClient;
    invoke-direct {v0}, Lorg/apache/commons/net/ftp/FTPSClient;-><init>()V
    return-void
.end method

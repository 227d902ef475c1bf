# expect: Ltw/example/app/Case;->m()V+0x0002
# A client.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    new-instance v0, Lorg/apache/commons/net/ftp/FTPClient;
    invoke-direct {v0}, Lorg/apache/commons/net/ftp/FTPClient;-><init>()V
    return-void
.end method

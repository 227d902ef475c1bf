# Inside of the library the encrypting client is built on the other.
.class public Lorg/apache/commons/net/ftp/FTPSClient;
.super Lorg/apache/commons/net/ftp/FTPClient;

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Lorg/apache/commons/net/ftp/FTPClient;-><init>()V
    return-void
.end method

# expect: Ltw/example/app/Case;->client()Lorg/apache/commons/net/ftp/FTPClient;+0x0002
# A client that is made in a helper and connects.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static client()Lorg/apache/commons/net/ftp/FTPClient;
    .locals 1
    new-instance v0, Lorg/apache/commons/net/ftp/FTPClient;
    invoke-direct {v0}, Lorg/apache/commons/net/ftp/FTPClient;-><init>()V
    return-object v0
.end method

.method public static m()V
    .locals 2
    invoke-static {}, Ltw/example/app/Case;->client()Lorg/apache/commons/net/ftp/FTPClient;
    move-result-object v0
    const-string v1, "files.example.tw"
    invoke-virtual {v0, v1}, Lorg/apache/commons/net/ftp/FTPClient;->connect(Ljava/lang/String;)V
    return-void
.end method

# A factory around a factory hands its sockets to an HTTP library.
.class public Ltw/example/app/Case;
.super Ljavax/net/ssl/SSLSocketFactory;

.field private inner:Ljavax/net/ssl/SSLSocketFactory;

.method public createSocket(Ljava/lang/String;I)Ljava/net/Socket;
    .locals 6
    iget-object v0, p0, Ltw/example/app/Case;->inner:Ljavax/net/ssl/SSLSocketFactory;
    invoke-virtual {v0, p1, p2}, Ljavax/net/ssl/SSLSocketFactory;->createSocket(Ljava/lang/String;I)Ljava/net/Socket;
    move-result-object v0
    return-object v0
.end method

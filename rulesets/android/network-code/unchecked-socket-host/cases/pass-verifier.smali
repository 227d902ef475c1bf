# The host is compared after the handshake.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public open(Ljava/lang/String;)Ljava/net/Socket;
    .locals 6
    invoke-static {}, Ljavax/net/ssl/SSLSocketFactory;->getDefault()Ljavax/net/SocketFactory;
    move-result-object v0
    check-cast v0, Ljavax/net/ssl/SSLSocketFactory;
    const/16 v1, 0x1bb
    invoke-virtual {v0, p1, v1}, Ljavax/net/ssl/SSLSocketFactory;->createSocket(Ljava/lang/String;I)Ljava/net/Socket;
    move-result-object v0
    check-cast v0, Ljavax/net/ssl/SSLSocket;
    invoke-virtual {v0}, Ljavax/net/ssl/SSLSocket;->startHandshake()V
    invoke-virtual {v0}, Ljavax/net/ssl/SSLSocket;->getSession()Ljavax/net/ssl/SSLSession;
    move-result-object v1
    invoke-static {}, Ljavax/net/ssl/HttpsURLConnection;->getDefaultHostnameVerifier()Ljavax/net/ssl/HostnameVerifier;
    move-result-object v2
    invoke-interface {v2, p1, v1}, Ljavax/net/ssl/HostnameVerifier;->verify(Ljava/lang/String;Ljavax/net/ssl/SSLSession;)Z
    move-result v1
    if-nez v1, :same
    const/4 v0, 0x0
    :same
    return-object v0
.end method

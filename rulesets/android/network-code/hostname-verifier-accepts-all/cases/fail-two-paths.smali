# expect: Ltw/example/app/Case;->verify(Ljava/lang/String;Ljavax/net/ssl/SSLSession;)Z
# Two paths, and both agree.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.implements Ljavax/net/ssl/HostnameVerifier;

.method public verify(Ljava/lang/String;Ljavax/net/ssl/SSLSession;)Z
    .locals 1
    const-string v0, "test"
    invoke-virtual {p1, v0}, Ljava/lang/String;->startsWith(Ljava/lang/String;)Z
    move-result v0
    if-eqz v0, :other
    const/4 v0, 0x1
    return v0
    :other
    const/4 v0, 0x1
    return v0
.end method

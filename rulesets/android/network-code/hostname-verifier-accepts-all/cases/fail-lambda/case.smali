# expect: Ltw/example/app/Case;->verify(Ljava/lang/String;Ljavax/net/ssl/SSLSession;)Z
# A lambda as d8 writes it: a class made for it calls the method that holds its body, which logs and agrees.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.implements Ljavax/net/ssl/HostnameVerifier;

.method public synthetic constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

.method public final verify(Ljava/lang/String;Ljavax/net/ssl/SSLSession;)Z
    .locals 1
    invoke-static {p1, p2}, Ltw/example/app/Http;->lambda$open$0(Ljava/lang/String;Ljavax/net/ssl/SSLSession;)Z
    move-result v0
    return v0
.end method

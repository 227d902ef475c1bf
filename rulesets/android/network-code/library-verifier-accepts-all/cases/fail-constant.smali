# expect: Ltw/example/app/Case;->m(Lorg/apache/http/conn/ssl/SSLSocketFactory;)V+0x0002
# The constant of the old Apache client.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Lorg/apache/http/conn/ssl/SSLSocketFactory;)V
    .locals 1
    sget-object v0, Lorg/apache/http/conn/ssl/SSLSocketFactory;->ALLOW_ALL_HOSTNAME_VERIFIER:Lorg/apache/http/conn/ssl/X509HostnameVerifier;
    invoke-virtual {p0, v0}, Lorg/apache/http/conn/ssl/SSLSocketFactory;->setHostnameVerifier(Lorg/apache/http/conn/ssl/X509HostnameVerifier;)V
    return-void
.end method

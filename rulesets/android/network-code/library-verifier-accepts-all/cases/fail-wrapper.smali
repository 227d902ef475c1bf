# expect: Ltw/example/app/Case;->m(Ljavax/net/ssl/HttpsURLConnection;)V+0x0002
# A helper of the app passes the verifier on; the place is where it is chosen.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static apply(Ljavax/net/ssl/HttpsURLConnection;Ljavax/net/ssl/HostnameVerifier;)V
    .locals 0
    invoke-virtual {p0, p1}, Ljavax/net/ssl/HttpsURLConnection;->setHostnameVerifier(Ljavax/net/ssl/HostnameVerifier;)V
    return-void
.end method

.method public static m(Ljavax/net/ssl/HttpsURLConnection;)V
    .locals 1
    sget-object v0, Lorg/apache/http/conn/ssl/NoopHostnameVerifier;->INSTANCE:Lorg/apache/http/conn/ssl/NoopHostnameVerifier;
    invoke-static {p0, v0}, Ltw/example/app/Case;->apply(Ljavax/net/ssl/HttpsURLConnection;Ljavax/net/ssl/HostnameVerifier;)V
    return-void
.end method

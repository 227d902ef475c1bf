# expect: Ltw/example/app/Case;->m(Lokhttp3/OkHttpClient$Builder;Ljavax/net/ssl/SSLSocketFactory;)V+0x0005
# Given to OkHttp beside the factory.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Lokhttp3/OkHttpClient$Builder;Ljavax/net/ssl/SSLSocketFactory;)V
    .locals 1
    new-instance v0, Ltw/example/app/Trust;
    invoke-direct {v0}, Ltw/example/app/Trust;-><init>()V
    invoke-virtual {p0, p1, v0}, Lokhttp3/OkHttpClient$Builder;->sslSocketFactory(Ljavax/net/ssl/SSLSocketFactory;Ljavax/net/ssl/X509TrustManager;)Lokhttp3/OkHttpClient$Builder;
    return-void
.end method

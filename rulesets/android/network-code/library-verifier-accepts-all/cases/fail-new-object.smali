# expect: Ltw/example/app/Case;->m()V+0x0005
# A new object, given to all connections of the platform.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    new-instance v0, Lorg/apache/http/conn/ssl/AllowAllHostnameVerifier;
    invoke-direct {v0}, Lorg/apache/http/conn/ssl/AllowAllHostnameVerifier;-><init>()V
    invoke-static {v0}, Ljavax/net/ssl/HttpsURLConnection;->setDefaultHostnameVerifier(Ljavax/net/ssl/HostnameVerifier;)V
    return-void
.end method

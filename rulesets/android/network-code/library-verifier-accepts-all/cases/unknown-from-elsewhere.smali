# The package names such a verifier, and which one is set is not told.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field public static chosen:Ljavax/net/ssl/HostnameVerifier;

.method public static m(Ljavax/net/ssl/HttpsURLConnection;Ljavax/net/ssl/HostnameVerifier;)Z
    .locals 1
    invoke-virtual {p0, p1}, Ljavax/net/ssl/HttpsURLConnection;->setHostnameVerifier(Ljavax/net/ssl/HostnameVerifier;)V
    instance-of v0, p1, Lorg/apache/http/conn/ssl/AllowAllHostnameVerifier;
    return v0
.end method

# expect: Ltw/example/app/Case;->checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
# The check is left to a method that only writes a log.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.implements Ljavax/net/ssl/X509TrustManager;

.method public checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0, p1}, Ltw/example/app/Case;->look([Ljava/security/cert/X509Certificate;)V
    return-void
.end method

.method private look([Ljava/security/cert/X509Certificate;)V
    .locals 2
    const-string v0, "tls"
    const-string v1, "accepted"
    invoke-static {v0, v1}, Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

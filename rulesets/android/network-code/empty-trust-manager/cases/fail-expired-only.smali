# expect: Ltw/example/app/Case;->checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
# Whether a certificate has expired says nothing about who made it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.implements Ljavax/net/ssl/X509TrustManager;

.method public checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
    .locals 1
    const/4 v0, 0x0
    aget-object v0, p1, v0
    invoke-virtual {v0}, Ljava/security/cert/X509Certificate;->checkValidity()V
    return-void
.end method

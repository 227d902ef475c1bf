# An empty chain is refused.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.implements Ljavax/net/ssl/X509TrustManager;

.method public checkClientTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
    .locals 0
    return-void
.end method

.method public checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
    .locals 3
    array-length v0, p1
    if-nez v0, :checked
    new-instance v1, Ljava/security/cert/CertificateException;
    invoke-direct {v1}, Ljava/security/cert/CertificateException;-><init>()V
    throw v1

    :checked
    nop
    return-void
.end method

.method public getAcceptedIssuers()[Ljava/security/cert/X509Certificate;
    .locals 1
    const/4 v0, 0x0
    return-object v0
.end method

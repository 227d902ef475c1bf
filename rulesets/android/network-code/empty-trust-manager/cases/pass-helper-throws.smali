# A helper throws for every server.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.implements Ljavax/net/ssl/X509TrustManager;

.method public checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
    .locals 0
    invoke-static {}, Ltw/example/app/Case;->unsupported()V
    return-void
.end method

.method private static unsupported()V
    .locals 1
    new-instance v0, Ljava/security/cert/CertificateException;
    invoke-direct {v0}, Ljava/security/cert/CertificateException;-><init>()V
    throw v0
.end method

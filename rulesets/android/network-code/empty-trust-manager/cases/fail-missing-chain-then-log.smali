# expect: Ltw/example/app/Case;->checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
# A missing chain is refused; one that is there is only written to the log.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.implements Ljavax/net/ssl/X509TrustManager;

.method public checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
    .locals 4
    if-eqz p1, :missing
    array-length v0, p1
    if-eqz v0, :missing
    const/4 v1, 0x0
    :next
    if-ge v1, v0, :done
    aget-object v2, p1, v1
    invoke-virtual {v2}, Ljava/security/cert/X509Certificate;->toString()Ljava/lang/String;
    move-result-object v2
    const-string v3, "tls"
    invoke-static {v3, v2}, Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I
    add-int/lit8 v1, v1, 0x1
    goto :next
    :done
    return-void
    :missing
    new-instance v0, Ljava/lang/IllegalArgumentException;
    invoke-direct {v0}, Ljava/lang/IllegalArgumentException;-><init>()V
    throw v0
.end method

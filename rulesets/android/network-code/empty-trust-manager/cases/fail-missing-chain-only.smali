# expect: Ltw/example/app/Case;->checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
# Only a missing chain is refused, as an answer found on the web has it; Kotlin tests the parameter first.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.implements Ljavax/net/ssl/X509TrustManager;

.method public checkServerTrusted([Ljava/security/cert/X509Certificate;Ljava/lang/String;)V
    .locals 1
    const-string v0, "chain"
    invoke-static {p1, v0}, Lkotlin/jvm/internal/Intrinsics;->checkNotNullParameter(Ljava/lang/Object;Ljava/lang/String;)V
    array-length v0, p1
    if-nez v0, :there
    new-instance v0, Ljava/lang/IllegalArgumentException;
    invoke-direct {v0}, Ljava/lang/IllegalArgumentException;-><init>()V
    throw v0
    :there
    return-void
.end method

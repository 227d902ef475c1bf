.class public Ltw/example/app/Http;
.super Ljava/lang/Object;

.method public static synthetic lambda$open$0(Ljava/lang/String;Ljavax/net/ssl/SSLSession;)Z
    .locals 1
    const-string v0, "http"
    invoke-static {v0, p0}, Landroid/util/Log;->d(Ljava/lang/String;Ljava/lang/String;)I
    const/4 v0, 0x1
    return v0
.end method

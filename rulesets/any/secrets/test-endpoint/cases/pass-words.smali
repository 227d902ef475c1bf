# The word inside another, as the registered name, of documentation, and a version.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "https://latest.broker.com.tw/visit"
    const-string v1, "https://test.com/"
    const-string v2, "https://developer.android.com/test/dev"
    const-string v0, "10.0.0.1"
    const-string v1, "https://dev.mysql.com/doc"
    return-void
.end method

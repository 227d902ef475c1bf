# By name of an environment, and by a private address.
# expect: Ltw/example/app/Case;->m()V+0x0000
# expect: Ltw/example/app/Case;->m()V+0x0002
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "https://quote-uat.broker.com.tw/v1/"
    const-string v1, "http://192.168.10.25:8080/order"
    return-void
.end method

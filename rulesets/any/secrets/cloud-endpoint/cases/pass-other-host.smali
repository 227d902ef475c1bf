# A name that only ends alike.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "https://firebaseio.com.example.tw/a"
    const-string v1, "eu-west-1"
    return-void
.end method

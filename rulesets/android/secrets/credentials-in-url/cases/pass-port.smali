# A port is not a password.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "https://quote.example.tw:8443/@broker"
    return-void
.end method

# expect: Ltw/example/app/Case;->m()V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 2
    const-string v0, "https://feed:Qm7x2Lp9@quote.example.tw/v1"
    return-void
.end method

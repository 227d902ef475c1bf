# A socket to a server elsewhere.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 4
    new-instance v0, Ljava/net/Socket;
    const-string v1, "quote.example.tw"
    const/16 v2, 0x1bb
    invoke-direct {v0, v1, v2}, Ljava/net/Socket;-><init>(Ljava/lang/String;I)V
    return-void
.end method

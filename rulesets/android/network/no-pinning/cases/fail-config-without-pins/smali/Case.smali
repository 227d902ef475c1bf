.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()Ljava/lang/String;
    .locals 3
    const-string v0, "https://api.example.tw/v1/"
    return-object v0
.end method

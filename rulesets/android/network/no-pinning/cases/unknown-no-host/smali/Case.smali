.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()Ljava/lang/String;
    .locals 3
    const-string v0, "https://developer.android.com/"
    return-object v0
.end method

.class public Ltw/example/app/User;
.super Ljava/lang/Object;

.field private authToken:Ljava/lang/String;

.method public setAuthToken(Ljava/lang/String;)V
    .locals 0
    iput-object p1, p0, Ltw/example/app/User;->authToken:Ljava/lang/String;
    return-void
.end method

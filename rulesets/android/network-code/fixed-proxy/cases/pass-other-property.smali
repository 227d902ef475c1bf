# Another property of the process.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 2
    const-string v0, "http.agent"
    const-string v1, "app.example.tw"
    invoke-static {v0, v1}, Ljava/lang/System;->setProperty(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;
    return-void
.end method

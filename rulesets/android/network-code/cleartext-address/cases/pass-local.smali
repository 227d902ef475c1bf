# The phone itself and the emulator's host.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run()V
    .locals 6
    const-string v0, "http://127.0.0.1:8080/"
    new-instance v1, Ljava/net/URL;
    invoke-direct {v1, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method

.method public dev()V
    .locals 6
    const-string v0, "http://10.0.2.2/"
    new-instance v1, Ljava/net/URL;
    invoke-direct {v1, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method

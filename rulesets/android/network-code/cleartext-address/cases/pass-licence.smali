# The text of a licence is shown.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run()V
    .locals 6
    const-string v0, "http://www.apache.org/licenses/LICENSE-2.0"
    new-instance v1, Ljava/net/URL;
    invoke-direct {v1, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->run()V+0x0008
# A download manager is given a parsed address.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run()V
    .locals 6
    const-string v0, "http://files.broker.test/a.pdf"
    invoke-static {v0}, Landroid/net/Uri;->parse(Ljava/lang/String;)Landroid/net/Uri;
    move-result-object v0
    new-instance v1, Landroid/app/DownloadManager$Request;
    invoke-direct {v1, v0}, Landroid/app/DownloadManager$Request;-><init>(Landroid/net/Uri;)V
    return-void
.end method

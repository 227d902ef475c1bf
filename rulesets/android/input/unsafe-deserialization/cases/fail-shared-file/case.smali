# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x000f
# Objects out of a file on shared storage.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 7
    const/4 v0, 0x0
    invoke-virtual {p0, v0}, Ltw/example/app/Case;->getExternalFilesDir(Ljava/lang/String;)Ljava/io/File;
    move-result-object v0
    new-instance v1, Ljava/io/FileInputStream;
    invoke-direct {v1, v0}, Ljava/io/FileInputStream;-><init>(Ljava/io/File;)V
    new-instance v2, Ljava/io/ObjectInputStream;
    invoke-direct {v2, v1}, Ljava/io/ObjectInputStream;-><init>(Ljava/io/InputStream;)V
    invoke-virtual {v2}, Ljava/io/ObjectInputStream;->readObject()Ljava/lang/Object;
    return-void
.end method

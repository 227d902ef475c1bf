# A file that only the app writes.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 7
    const-string v0, "cache"
    invoke-virtual {p0, v0}, Ltw/example/app/Case;->openFileInput(Ljava/lang/String;)Ljava/io/FileInputStream;
    move-result-object v1
    new-instance v2, Ljava/io/ObjectInputStream;
    invoke-direct {v2, v1}, Ljava/io/ObjectInputStream;-><init>(Ljava/io/InputStream;)V
    invoke-virtual {v2}, Ljava/io/ObjectInputStream;->readObject()Ljava/lang/Object;
    return-void
.end method

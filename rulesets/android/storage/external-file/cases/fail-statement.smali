# expect: Ltw/example/app/Case;->save(Ljava/io/InputStream;)V+0x000d
# A copy loop writes a document; what is in it is not known.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public save(Ljava/io/InputStream;)V
    .locals 6
    invoke-static {}, Landroid/os/Environment;->getExternalStorageDirectory()Ljava/io/File;
    move-result-object v1
    new-instance v2, Ljava/io/File;
    const-string v3, "statement.pdf"
    invoke-direct {v2, v1, v3}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    new-instance v1, Ljava/io/FileOutputStream;
    invoke-direct {v1, v2}, Ljava/io/FileOutputStream;-><init>(Ljava/io/File;)V
    const/16 v2, 0x400
    new-array v2, v2, [B
    :more
    invoke-virtual {p1, v2}, Ljava/io/InputStream;->read([B)I
    move-result v3
    if-ltz v3, :end
    const/4 v4, 0x0
    invoke-virtual {v1, v2, v4, v3}, Ljava/io/OutputStream;->write([BII)V
    goto :more
    :end
    return-void
.end method

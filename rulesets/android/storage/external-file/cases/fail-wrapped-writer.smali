# expect: Ltw/example/app/Case;->note(Ljava/lang/String;)V+0x000b
# The path goes through a field, the file through two writers.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private folder:Ljava/io/File;

.method public open()V
    .locals 1
    invoke-static {}, Landroid/os/Environment;->getExternalStorageDirectory()Ljava/io/File;
    move-result-object v0
    iput-object v0, p0, Ltw/example/app/Case;->folder:Ljava/io/File;
    return-void
.end method

.method public note(Ljava/lang/String;)V
    .locals 6
    new-instance v0, Ljava/io/File;
    iget-object v1, p0, Ltw/example/app/Case;->folder:Ljava/io/File;
    const-string v2, "trace.csv"
    invoke-direct {v0, v1, v2}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    new-instance v1, Ljava/io/FileWriter;
    invoke-direct {v1, v0}, Ljava/io/FileWriter;-><init>(Ljava/io/File;)V
    new-instance v0, Ljava/io/BufferedWriter;
    invoke-direct {v0, v1}, Ljava/io/BufferedWriter;-><init>(Ljava/io/Writer;)V
    invoke-virtual {v0, p1}, Ljava/io/BufferedWriter;->write(Ljava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->unpack(Ljava/util/zip/ZipInputStream;Ljava/io/File;)V+0x000f
# Android 14 refuses such names for this target; the app runs on older releases too.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public unpack(Ljava/util/zip/ZipInputStream;Ljava/io/File;)V
    .locals 6
    invoke-virtual {p1}, Ljava/util/zip/ZipInputStream;->getNextEntry()Ljava/util/zip/ZipEntry;
    move-result-object v0
    invoke-virtual {v0}, Ljava/util/zip/ZipEntry;->getName()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ljava/io/File;
    invoke-direct {v1, p2, v0}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    new-instance v2, Ljava/io/FileOutputStream;
    invoke-direct {v2, v1}, Ljava/io/FileOutputStream;-><init>(Ljava/io/File;)V
    return-void
.end method

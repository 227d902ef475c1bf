# A helper says whether there are no two dots, as d8 writes it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public unpack(Ljava/util/zip/ZipInputStream;Ljava/io/File;)V
    .locals 6
    invoke-virtual {p1}, Ljava/util/zip/ZipInputStream;->getNextEntry()Ljava/util/zip/ZipEntry;
    move-result-object v0
    invoke-virtual {v0}, Ljava/util/zip/ZipEntry;->getName()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ltw/example/app/Case;->fits(Ljava/lang/String;)Z
    move-result v3
    if-nez v3, :fine
    return-void
    :fine
    new-instance v1, Ljava/io/File;
    invoke-direct {v1, p2, v0}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    new-instance v2, Ljava/io/FileOutputStream;
    invoke-direct {v2, v1}, Ljava/io/FileOutputStream;-><init>(Ljava/io/File;)V
    return-void
.end method

.method private static fits(Ljava/lang/String;)Z
    .locals 1
    const-string v0, ".."
    invoke-virtual {p0, v0}, Ljava/lang/String;->contains(Ljava/lang/CharSequence;)Z
    move-result v0
    xor-int/lit8 v0, v0, 0x1
    return v0
.end method

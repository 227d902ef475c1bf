# A helper throws for a path outside.
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
    invoke-static {p2, v1}, Ltw/example/app/Case;->check(Ljava/io/File;Ljava/io/File;)V
    new-instance v2, Ljava/io/FileOutputStream;
    invoke-direct {v2, v1}, Ljava/io/FileOutputStream;-><init>(Ljava/io/File;)V
    return-void
.end method

.method private static check(Ljava/io/File;Ljava/io/File;)V
    .locals 5
    move-object v1, p1
    move-object p1, p0
    invoke-virtual {v1}, Ljava/io/File;->getCanonicalPath()Ljava/lang/String;
    move-result-object v3
    invoke-virtual {p1}, Ljava/io/File;->getCanonicalPath()Ljava/lang/String;
    move-result-object v4
    invoke-virtual {v3, v4}, Ljava/lang/String;->startsWith(Ljava/lang/String;)Z
    move-result v3
    if-eqz v3, :outside
    return-void
    :outside
    new-instance v3, Ljava/lang/SecurityException;
    invoke-direct {v3}, Ljava/lang/SecurityException;-><init>()V
    throw v3
.end method

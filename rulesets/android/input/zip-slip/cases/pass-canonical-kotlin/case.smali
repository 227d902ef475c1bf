# The same as kotlinc writes it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public unpack(Ljava/util/zip/ZipInputStream;Ljava/io/File;)V
    .locals 7
    invoke-virtual {p1}, Ljava/util/zip/ZipInputStream;->getNextEntry()Ljava/util/zip/ZipEntry;
    move-result-object v0
    invoke-virtual {v0}, Ljava/util/zip/ZipEntry;->getName()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ljava/io/File;
    invoke-direct {v1, p2, v0}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    invoke-virtual {v1}, Ljava/io/File;->getCanonicalPath()Ljava/lang/String;
    move-result-object v3
    invoke-virtual {p2}, Ljava/io/File;->getCanonicalPath()Ljava/lang/String;
    move-result-object v4
    const/4 v5, 0x2
    const/4 v6, 0x0
    invoke-static/range {v3 .. v6}, Ltw/example/app/Case;->begins(Ljava/lang/String;Ljava/lang/String;ILjava/lang/Object;)Z
    move-result v3
    if-eqz v3, :outside
    new-instance v2, Ljava/io/FileOutputStream;
    invoke-direct {v2, v1}, Ljava/io/FileOutputStream;-><init>(Ljava/io/File;)V
    return-void
    :outside
    new-instance v3, Ljava/lang/SecurityException;
    invoke-direct {v3}, Ljava/lang/SecurityException;-><init>()V
    throw v3
.end method

.method private static begins(Ljava/lang/String;Ljava/lang/String;ILjava/lang/Object;)Z
    .locals 2
    const/4 v0, 0x0
    invoke-static {p0, p1, v0, p2, p3}, Lkotlin/text/StringsKt;->startsWith$default(Ljava/lang/String;Ljava/lang/String;ZILjava/lang/Object;)Z
    move-result v0
    return v0
.end method

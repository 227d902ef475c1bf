# expect: Ltw/example/app/Case;->unpack(Lorg/apache/commons/compress/archivers/ArchiveEntry;Ljava/lang/String;)V+0x000a
# Another library, whose names the platform does not look at.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public unpack(Lorg/apache/commons/compress/archivers/ArchiveEntry;Ljava/lang/String;)V
    .locals 3
    invoke-interface {p1}, Lorg/apache/commons/compress/archivers/ArchiveEntry;->getName()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p2, v0}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ljava/io/FileOutputStream;
    invoke-direct {v1, v0}, Ljava/io/FileOutputStream;-><init>(Ljava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->m(Ljava/io/File;)V+0x0002
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/io/File;)V
    .locals 2
    const/4 v0, 0x1
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Ljava/io/File;->setReadable(ZZ)Z
    return-void
.end method

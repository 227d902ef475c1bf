# expect: Ltw/example/app/Case;->openFile(Landroid/net/Uri;Ljava/lang/String;)Landroid/os/ParcelFileDescriptor;+0x0018
# A matcher lets any encoded name through.
.class public Ltw/example/app/Case;
.super Landroid/content/ContentProvider;

.field private root:Ljava/io/File;
.field static MATCHER:Landroid/content/UriMatcher;

.method public openFile(Landroid/net/Uri;Ljava/lang/String;)Landroid/os/ParcelFileDescriptor;
    .locals 6
    sget-object v0, Ltw/example/app/Case;->MATCHER:Landroid/content/UriMatcher;
    invoke-virtual {v0, p1}, Landroid/content/UriMatcher;->match(Landroid/net/Uri;)I
    move-result v0
    const/4 v1, 0x1
    if-eq v0, v1, :known
    const/4 v0, 0x0
    return-object v0
    :known
    invoke-virtual {p1}, Landroid/net/Uri;->getPath()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ljava/io/File;
    iget-object v2, p0, Ltw/example/app/Case;->root:Ljava/io/File;
    invoke-direct {v1, v2, v0}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    const/high16 v2, 0x10000000
    invoke-static {v1, v2}, Landroid/os/ParcelFileDescriptor;->open(Ljava/io/File;I)Landroid/os/ParcelFileDescriptor;
    move-result-object v0
    return-object v0
.end method

# Only the app itself reaches the provider.
.class public Ltw/example/app/Case;
.super Landroid/content/ContentProvider;

.field private root:Ljava/io/File;

.method public openFile(Landroid/net/Uri;Ljava/lang/String;)Landroid/os/ParcelFileDescriptor;
    .locals 6
    invoke-virtual {p1}, Landroid/net/Uri;->getLastPathSegment()Ljava/lang/String;
    move-result-object v0
    new-instance v1, Ljava/io/File;
    iget-object v2, p0, Ltw/example/app/Case;->root:Ljava/io/File;
    invoke-direct {v1, v2, v0}, Ljava/io/File;-><init>(Ljava/io/File;Ljava/lang/String;)V
    const/high16 v2, 0x10000000
    invoke-static {v1, v2}, Landroid/os/ParcelFileDescriptor;->open(Ljava/io/File;I)Landroid/os/ParcelFileDescriptor;
    move-result-object v0
    return-object v0
.end method

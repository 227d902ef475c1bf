# expect: Ltw/example/app/Case;->onPicked(Landroid/net/Uri;)V+0x0004
# The callback of a launcher, as kotlinc writes it.
.class public final Ltw/example/app/Case;
.super Ljava/lang/Object;
.implements Landroidx/activity/result/ActivityResultCallback;

.field private resolver:Landroid/content/ContentResolver;

.method public onActivityResult(Ljava/lang/Object;)V
    .locals 2
    check-cast p1, Landroid/net/Uri;
    invoke-virtual {p0, p1}, Ltw/example/app/Case;->onPicked(Landroid/net/Uri;)V
    return-void
.end method

.method public final onPicked(Landroid/net/Uri;)V
    .locals 2
    iget-object v0, p0, Ltw/example/app/Case;->resolver:Landroid/content/ContentResolver;
    const-string v1, "r"
    invoke-virtual {v0, p1, v1}, Landroid/content/ContentResolver;->openFileDescriptor(Landroid/net/Uri;Ljava/lang/String;)Landroid/os/ParcelFileDescriptor;
    return-void
.end method

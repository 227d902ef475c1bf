# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x0010
# Code from the network, in memory.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private body:Lokhttp3/ResponseBody;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 7
    iget-object v0, p0, Ltw/example/app/Case;->body:Lokhttp3/ResponseBody;
    invoke-virtual {v0}, Lokhttp3/ResponseBody;->bytes()[B
    move-result-object v0
    invoke-static {v0}, Ljava/nio/ByteBuffer;->wrap([B)Ljava/nio/ByteBuffer;
    move-result-object v0
    invoke-virtual {p0}, Ltw/example/app/Case;->getClassLoader()Ljava/lang/ClassLoader;
    move-result-object v1
    new-instance v2, Ldalvik/system/InMemoryDexClassLoader;
    invoke-direct {v2, v0, v1}, Ldalvik/system/InMemoryDexClassLoader;-><init>(Ljava/nio/ByteBuffer;Ljava/lang/ClassLoader;)V
    return-void
.end method

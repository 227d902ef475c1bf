# A stream of the app refuses classes that it does not list.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private socket:Ljava/net/Socket;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 7
    iget-object v0, p0, Ltw/example/app/Case;->socket:Ljava/net/Socket;
    invoke-virtual {v0}, Ljava/net/Socket;->getInputStream()Ljava/io/InputStream;
    move-result-object v1
    new-instance v2, Ltw/example/app/Careful;
    invoke-direct {v2, v1}, Ltw/example/app/Careful;-><init>(Ljava/io/InputStream;)V
    invoke-virtual {v2}, Ljava/io/ObjectInputStream;->readObject()Ljava/lang/Object;
    return-void
.end method

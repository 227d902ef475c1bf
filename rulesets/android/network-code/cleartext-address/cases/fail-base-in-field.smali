# expect: Ltw/example/app/Case;->ask(Lokhttp3/Request$Builder;Ljava/lang/String;)V+0x0011
# The base of a service in a field, put together with the path.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private base:Ljava/lang/String;

.method public constructor <init>()V
    .locals 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    const-string v0, "http://api.broker.test"
    iput-object v0, p0, Ltw/example/app/Case;->base:Ljava/lang/String;
    return-void
.end method

.method public ask(Lokhttp3/Request$Builder;Ljava/lang/String;)V
    .locals 6
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {v0}, Ljava/lang/StringBuilder;-><init>()V
    iget-object v1, p0, Ltw/example/app/Case;->base:Ljava/lang/String;
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v0, p2}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p1, v0}, Lokhttp3/Request$Builder;->url(Ljava/lang/String;)Lokhttp3/Request$Builder;
    return-void
.end method

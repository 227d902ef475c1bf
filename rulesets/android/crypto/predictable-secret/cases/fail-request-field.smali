# A field of a request is put into a map under a name that says what it is.
# expect: Ltw/example/app/Case;->m(Ljava/util/Map;)V+0x000f
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/util/Map;)V
    .locals 3
    new-instance v0, Ljava/util/Random;
    invoke-direct {v0}, Ljava/util/Random;-><init>()V
    invoke-virtual {v0}, Ljava/util/Random;->nextLong()J
    move-result-wide v0
    invoke-static {v0, v1}, Ljava/lang/String;->valueOf(J)Ljava/lang/String;
    move-result-object v0
    const-string v1, "session_token"
    invoke-interface {p0, v1, v0}, Ljava/util/Map;->put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;
    return-void
.end method

# Put into a map behind its key.
# expect: Ltw/example/app/Case;->m()V+0x0009
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    new-instance v0, Ljava/util/HashMap;
    invoke-direct {v0}, Ljava/util/HashMap;-><init>()V
    const-string v1, "client_secret"
    const-string v2, "k3j5h2g9d8s7a6q1w4e0"
    invoke-virtual {v0, v1, v2}, Ljava/util/HashMap;->put(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;
    return-void
.end method

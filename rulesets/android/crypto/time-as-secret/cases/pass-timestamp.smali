# The time goes into a request as such.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Lorg/json/JSONObject;)V
    .locals 6
    invoke-static {}, Ljava/lang/System;->currentTimeMillis()J
    move-result-wide v0
    const-string v2, "timestamp"
    invoke-virtual {p1, v2, v0, v1}, Lorg/json/JSONObject;->put(Ljava/lang/String;J)Lorg/json/JSONObject;
    return-void
.end method

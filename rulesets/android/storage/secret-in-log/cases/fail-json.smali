# expect: Ltw/example/app/Case;->send(Ljava/lang/String;)V+0x0010
# A whole request is written, with the PIN in it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public send(Ljava/lang/String;)V
    .locals 6
    new-instance v0, Lorg/json/JSONObject;
    invoke-direct {v0}, Lorg/json/JSONObject;-><init>()V
    const-string v1, "pin"
    invoke-virtual {v0, v1, p1}, Lorg/json/JSONObject;->put(Ljava/lang/String;Ljava/lang/Object;)Lorg/json/JSONObject;
    invoke-virtual {v0}, Lorg/json/JSONObject;->toString()Ljava/lang/String;
    move-result-object v0
    const-string v1, "net"
    invoke-static {v1, v0}, Landroid/util/Log;->w(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

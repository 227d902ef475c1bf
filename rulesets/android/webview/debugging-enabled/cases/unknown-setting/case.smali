# A setting of the server decides.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private settings:Lorg/json/JSONObject;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 4
    iget-object v1, p0, Ltw/example/app/Case;->settings:Lorg/json/JSONObject;
    const-string v2, "inspect"
    invoke-virtual {v1, v2}, Lorg/json/JSONObject;->optBoolean(Ljava/lang/String;)Z
    move-result v0
    invoke-static {v0}, Landroid/webkit/WebView;->setWebContentsDebuggingEnabled(Z)V
    return-void
.end method

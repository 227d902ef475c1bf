# expect: Ltw/example/app/Case;->onCreate(Landroid/os/Bundle;)V+0x0005
# Jackson makes whatever class the text names.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 7
    new-instance v0, Lcom/fasterxml/jackson/databind/ObjectMapper;
    invoke-direct {v0}, Lcom/fasterxml/jackson/databind/ObjectMapper;-><init>()V
    invoke-virtual {v0}, Lcom/fasterxml/jackson/databind/ObjectMapper;->enableDefaultTyping()Lcom/fasterxml/jackson/databind/ObjectMapper;
    return-void
.end method

# expect: Ltw/example/app/Case;->m()V+0x0004
# The same for the whole process, by a property.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 2
    const-string v0, "https.proxyHost"
    const-string v1, "proxy.example.tw"
    invoke-static {v0, v1}, Ljava/lang/System;->setProperty(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;
    return-void
.end method

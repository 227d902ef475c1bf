# expect: Ltw/example/app/Case;->m()V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "chmod 777 /data/data/tw.example.app/files/module.so"
    return-void
.end method

.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "chmod 755 /data/data/tw.example.app/files/tool"
    return-void
.end method

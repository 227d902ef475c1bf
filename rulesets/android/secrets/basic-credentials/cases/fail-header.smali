# expect: Ltw/example/app/Case;->m()V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "Basic ZmVlZDpRbTd4MkxwOQ=="
    return-void
.end method

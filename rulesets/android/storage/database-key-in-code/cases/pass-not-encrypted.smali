# Without a key the database is not encrypted, which is not this weakness.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/lang/String;)V
    .locals 3
    const/4 v0, 0x1
    const/4 v1, 0x0
    invoke-static {p0, v0, v1}, Lcom/tencent/mmkv/MMKV;->mmkvWithID(Ljava/lang/String;ILjava/lang/String;)Lcom/tencent/mmkv/MMKV;
    return-void
.end method

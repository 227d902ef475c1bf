# Stored into a field whose name was kept.
# expect: Ltw/example/app/Case;->m()V+0x0004
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.field static one:Ltw/example/app/Case;
.field hashKey:Ljava/lang/String;

.method public static m()V
    .locals 3
    sget-object v1, Ltw/example/app/Case;->one:Ltw/example/app/Case;
    const-string v0, "4f9c2b7e1a8d30564f9c2b7e1a8d3056"
    iput-object v0, v1, Ltw/example/app/Case;->hashKey:Ljava/lang/String;
    return-void
.end method

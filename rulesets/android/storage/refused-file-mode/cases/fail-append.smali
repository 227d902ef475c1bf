# expect: Ltw/example/app/Case;->m(Landroid/content/Context;)V+0x0007
# The mode put together with append.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/Context;)V
    .locals 3
    const v0, 0x8000
    const/4 v1, 0x1
    or-int/2addr v0, v1
    const-string v1, "orders"
    invoke-virtual {p0, v1, v0}, Landroid/content/Context;->openFileOutput(Ljava/lang/String;I)Ljava/io/FileOutputStream;
    return-void
.end method

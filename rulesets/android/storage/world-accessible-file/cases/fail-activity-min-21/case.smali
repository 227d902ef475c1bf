# expect: Ltw/example/app/Case;->m()V+0x0005
# An activity opens the file as its own method.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public m()V
    .locals 2
    const-string v0, "orders"
    const v1, 0x8002
    invoke-virtual {p0, v0, v1}, Ltw/example/app/Case;->openFileOutput(Ljava/lang/String;I)Ljava/io/FileOutputStream;
    return-void
.end method

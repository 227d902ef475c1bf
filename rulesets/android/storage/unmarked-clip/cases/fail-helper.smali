# expect: Ltw/example/app/Case;->copy(Landroid/content/Context;Ljava/lang/String;)V+0x000f
# A helper for everything that can be copied.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public copy(Landroid/content/Context;Ljava/lang/String;)V
    .locals 6
    move-object v0, p2
    const-string v1, "order"
    invoke-static {v1, v0}, Landroid/content/ClipData;->newPlainText(Ljava/lang/CharSequence;Ljava/lang/CharSequence;)Landroid/content/ClipData;
    move-result-object v1
    const-string v2, "clipboard"
    invoke-virtual {p1, v2}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v2
    check-cast v2, Landroid/content/ClipboardManager;
    invoke-virtual {v2, v1}, Landroid/content/ClipboardManager;->setPrimaryClip(Landroid/content/ClipData;)V
    return-void
.end method

# The button copies a link.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Landroid/content/Context;Ltw/example/app/Session;)V
    .locals 6
    invoke-interface {p2}, Ltw/example/app/Session;->getInviteUrl()Ljava/lang/String;
    move-result-object v0
    const-string v1, "text"
    invoke-static {v1, v0}, Landroid/content/ClipData;->newPlainText(Ljava/lang/CharSequence;Ljava/lang/CharSequence;)Landroid/content/ClipData;
    move-result-object v1
    const-string v2, "clipboard"
    invoke-virtual {p1, v2}, Landroid/content/Context;->getSystemService(Ljava/lang/String;)Ljava/lang/Object;
    move-result-object v2
    check-cast v2, Landroid/content/ClipboardManager;
    invoke-virtual {v2, v1}, Landroid/content/ClipboardManager;->setPrimaryClip(Landroid/content/ClipData;)V
    return-void
.end method

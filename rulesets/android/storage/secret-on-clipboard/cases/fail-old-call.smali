# expect: Ltw/example/app/Case;->copy(Landroid/text/ClipboardManager;)V+0x0002
# The old call with a text, for a code from a field of the class.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private otpCode:Ljava/lang/String;

.method public copy(Landroid/text/ClipboardManager;)V
    .locals 1
    iget-object v0, p0, Ltw/example/app/Case;->otpCode:Ljava/lang/String;
    invoke-virtual {p1, v0}, Landroid/text/ClipboardManager;->setText(Ljava/lang/CharSequence;)V
    return-void
.end method

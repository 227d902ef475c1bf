# expect: Ltw/example/app/Case;->m(Landroid/content/Intent;)V+0x0002
# The action set later.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/Intent;)V
    .locals 1
    const-string v0, "android.intent.action.CALL"
    invoke-virtual {p0, v0}, Landroid/content/Intent;->setAction(Ljava/lang/String;)Landroid/content/Intent;
    return-void
.end method

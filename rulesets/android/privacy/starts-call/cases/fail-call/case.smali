# expect: Ltw/example/app/Case;->m(Landroid/net/Uri;)Landroid/content/Intent;+0x0004
# Dials at once.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/net/Uri;)Landroid/content/Intent;
    .locals 2
    new-instance v0, Landroid/content/Intent;
    const-string v1, "android.intent.action.CALL"
    invoke-direct {v0, v1, p0}, Landroid/content/Intent;-><init>(Ljava/lang/String;Landroid/net/Uri;)V
    return-object v0
.end method

# Opens the messaging app with a draft.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()Landroid/content/Intent;
    .locals 2
    new-instance v0, Landroid/content/Intent;
    const-string v1, "android.intent.action.SENDTO"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    return-object v0
.end method

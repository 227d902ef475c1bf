# expect: Ltw/example/app/Case;->m(Landroid/content/pm/PackageManager;)V+0x0008
# Every app with an icon answers this intent.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/pm/PackageManager;)V
    .locals 2
    new-instance v0, Landroid/content/Intent;
    const-string v1, "android.intent.action.MAIN"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Landroid/content/pm/PackageManager;->queryIntentActivities(Landroid/content/Intent;I)Ljava/util/List;
    return-void
.end method

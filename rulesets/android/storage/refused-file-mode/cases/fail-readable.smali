# expect: Ltw/example/app/Case;->m(Landroid/content/Context;)V+0x0004
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/Context;)V
    .locals 2
    const-string v0, "session"
    const/16 v1, 0x1
    invoke-virtual {p0, v0, v1}, Landroid/content/Context;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    return-void
.end method

# The preferences are handed over, and the app has encrypted ones too.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public keep(Landroid/content/SharedPreferences;Ljava/lang/String;)V
    .locals 6
    move-object v0, p2
    move-object v1, p1
    invoke-interface {v1}, Landroid/content/SharedPreferences;->edit()Landroid/content/SharedPreferences$Editor;
    move-result-object v1
    const-string v2, "auth_token"
    invoke-interface {v1, v2, v0}, Landroid/content/SharedPreferences$Editor;->putString(Ljava/lang/String;Ljava/lang/String;)Landroid/content/SharedPreferences$Editor;
    move-result-object v1
    invoke-interface {v1}, Landroid/content/SharedPreferences$Editor;->apply()V
    return-void
.end method

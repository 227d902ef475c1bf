.class public Ltw/example/app/Store;
.super Ljava/lang/Object;

.method public static keep(Landroid/content/Context;Ljava/lang/String;)V
    .registers 5
    invoke-virtual {p0}, Landroid/content/Context;->createDeviceProtectedStorageContext()Landroid/content/Context;
    move-result-object v0
    const-string v1, "session_token"
    const/4 v2, 0x0
    invoke-virtual {v0, v1, v2}, Landroid/content/Context;->getSharedPreferences(Ljava/lang/String;I)Landroid/content/SharedPreferences;
    return-void
.end method

# expect: Ltw/example/app/Case;->save(Landroid/database/sqlite/SQLiteDatabase;Ljava/lang/String;)V+0x0007
# The table comes with the app; what is inserted names the column.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public save(Landroid/database/sqlite/SQLiteDatabase;Ljava/lang/String;)V
    .locals 6
    new-instance v0, Landroid/content/ContentValues;
    invoke-direct {v0}, Landroid/content/ContentValues;-><init>()V
    const-string v1, "password"
    invoke-virtual {v0, v1, p2}, Landroid/content/ContentValues;->put(Ljava/lang/String;Ljava/lang/String;)V
    const-string v1, "users"
    const/4 v2, 0x0
    invoke-virtual {p1, v1, v2, v0}, Landroid/database/sqlite/SQLiteDatabase;->insert(Ljava/lang/String;Ljava/lang/String;Landroid/content/ContentValues;)J
    return-void
.end method

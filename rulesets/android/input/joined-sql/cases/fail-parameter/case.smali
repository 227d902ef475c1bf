# expect: Ltw/example/app/Case;->onQueryTextChange(Ljava/lang/String;)Z+0x0020
# A search text that the platform hands over, in the condition of a query.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private db:Landroid/database/sqlite/SQLiteDatabase;

.method public onQueryTextChange(Ljava/lang/String;)Z
    .locals 9
    iget-object v0, p0, Ltw/example/app/Case;->db:Landroid/database/sqlite/SQLiteDatabase;
    new-instance v4, Ljava/lang/StringBuilder;
    invoke-direct {v4}, Ljava/lang/StringBuilder;-><init>()V
    const-string v1, "name LIKE '%"
    invoke-virtual {v4, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v4, p1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    const-string v1, "%'"
    invoke-virtual {v4, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v4}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v4
    const-string v1, "stock"
    const/4 v2, 0x0
    move-object v3, v4
    const/4 v4, 0x0
    const/4 v5, 0x0
    const/4 v6, 0x0
    const/4 v7, 0x0
    invoke-virtual/range {v0 .. v7}, Landroid/database/sqlite/SQLiteDatabase;->query(Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;
    const/4 v0, 0x1
    return v0
.end method

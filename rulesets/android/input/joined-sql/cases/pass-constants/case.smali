# Names of tables joined to fixed text, also by a helper of the app.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private db:Landroid/database/sqlite/SQLiteDatabase;

.method public load()V
    .locals 6
    const-string v0, "orders"
    invoke-virtual {p0, v0}, Ltw/example/app/Case;->clear(Ljava/lang/String;)V
    const-string v0, "quotes"
    invoke-virtual {p0, v0}, Ltw/example/app/Case;->clear(Ljava/lang/String;)V
    return-void
.end method

.method public clear(Ljava/lang/String;)V
    .locals 4
    new-instance v1, Ljava/lang/StringBuilder;
    invoke-direct {v1}, Ljava/lang/StringBuilder;-><init>()V
    const-string v2, "DELETE FROM "
    invoke-virtual {v1, v2}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v1, p1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v1}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v1
    iget-object v3, p0, Ltw/example/app/Case;->db:Landroid/database/sqlite/SQLiteDatabase;
    invoke-virtual {v3, v1}, Landroid/database/sqlite/SQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

# The value is an argument, not a part of the statement.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private db:Landroid/database/sqlite/SQLiteDatabase;

.method public load()V
    .locals 6
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "id"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    const/4 v1, 0x1
    new-array v4, v1, [Ljava/lang/String;
    const/4 v1, 0x0
    aput-object v0, v4, v1
    const-string v1, "SELECT * FROM orders WHERE id = ?"
    iget-object v3, p0, Ltw/example/app/Case;->db:Landroid/database/sqlite/SQLiteDatabase;
    invoke-virtual {v3, v1, v4}, Landroid/database/sqlite/SQLiteDatabase;->rawQuery(Ljava/lang/String;[Ljava/lang/String;)Landroid/database/Cursor;
    return-void
.end method

# Only one of two columns, compared as javac writes a switch over texts.
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
    invoke-virtual {v0}, Ljava/lang/String;->hashCode()I
    move-result v1
    const/4 v2, -0x1
    sparse-switch v1, :hashes
    goto :chosen
    :price
    const-string v1, "price"
    invoke-virtual {v0, v1}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v1
    if-eqz v1, :chosen
    const/4 v2, 0x0
    goto :chosen
    :name
    const-string v1, "name"
    invoke-virtual {v0, v1}, Ljava/lang/String;->equals(Ljava/lang/Object;)Z
    move-result v1
    if-eqz v1, :chosen
    const/4 v2, 0x1
    :chosen
    packed-switch v2, :cases
    return-void
    :good
    new-instance v1, Ljava/lang/StringBuilder;
    invoke-direct {v1}, Ljava/lang/StringBuilder;-><init>()V
    const-string v2, "SELECT * FROM stock ORDER BY "
    invoke-virtual {v1, v2}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v1, v0}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v1}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v1
    iget-object v3, p0, Ltw/example/app/Case;->db:Landroid/database/sqlite/SQLiteDatabase;
    const/4 v4, 0x0
    invoke-virtual {v3, v1, v4}, Landroid/database/sqlite/SQLiteDatabase;->rawQuery(Ljava/lang/String;[Ljava/lang/String;)Landroid/database/Cursor;
    return-void

    :cases
    .packed-switch 0x0
        :good
        :good
    .end packed-switch

    :hashes
    .sparse-switch
        0x337a8b -> :name
        0x65fb149 -> :price
    .end sparse-switch
.end method

# expect: Ltw/example/app/Case;->onCreate(Landroid/database/sqlite/SQLiteDatabase;Ljava/lang/String;)V+0x0013
# The statement is put together at run time.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public onCreate(Landroid/database/sqlite/SQLiteDatabase;Ljava/lang/String;)V
    .locals 6
    new-instance v0, Ljava/lang/StringBuilder;
    const-string v1, "CREATE TABLE "
    invoke-direct {v0, v1}, Ljava/lang/StringBuilder;-><init>(Ljava/lang/String;)V
    invoke-virtual {v0, p2}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    const-string v1, " (id INTEGER, card_number TEXT)"
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p1, v0}, Landroid/database/sqlite/SQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

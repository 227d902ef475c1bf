# expect: Ltw/example/app/Case;->load()V+0x0021
# The helper only logs what is not one of the app's.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field static COLUMNS:Ljava/util/Set;

.field private db:Landroid/database/sqlite/SQLiteDatabase;

.method public load()V
    .locals 6
    invoke-virtual {p0}, Ltw/example/app/Case;->getIntent()Landroid/content/Intent;
    move-result-object v0
    const-string v1, "id"
    invoke-virtual {v0, v1}, Landroid/content/Intent;->getStringExtra(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ltw/example/app/Case;->note(Ljava/lang/String;)V
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
.end method

.method private static note(Ljava/lang/String;)V
    .locals 2
    sget-object v0, Ltw/example/app/Case;->COLUMNS:Ljava/util/Set;
    invoke-interface {v0, p0}, Ljava/util/Set;->contains(Ljava/lang/Object;)Z
    move-result v0
    if-nez v0, :known
    const-string v0, "sql"
    invoke-static {v0, p0}, Landroid/util/Log;->w(Ljava/lang/String;Ljava/lang/String;)I
    :known
    return-void
.end method

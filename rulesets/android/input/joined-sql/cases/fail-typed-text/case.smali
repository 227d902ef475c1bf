# expect: Ltw/example/app/Case;->load(Landroid/widget/EditText;)V+0x0016
# What a person typed, put in by String.format.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.field private db:Landroid/database/sqlite/SQLiteDatabase;

.method public load(Landroid/widget/EditText;)V
    .locals 6
    invoke-virtual {p1}, Landroid/widget/EditText;->getText()Landroid/text/Editable;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v0
    const/4 v1, 0x1
    new-array v1, v1, [Ljava/lang/Object;
    const/4 v2, 0x0
    aput-object v0, v1, v2
    const-string v0, "DELETE FROM watch WHERE name = \'%s\'"
    invoke-static {v0, v1}, Ljava/lang/String;->format(Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/String;
    move-result-object v1
    iget-object v3, p0, Ltw/example/app/Case;->db:Landroid/database/sqlite/SQLiteDatabase;
    invoke-virtual {v3, v1}, Landroid/database/sqlite/SQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

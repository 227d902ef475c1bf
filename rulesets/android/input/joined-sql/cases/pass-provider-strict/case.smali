# The builder refuses conditions that leave their brackets.
.class public Ltw/example/app/Case;
.super Landroid/content/ContentProvider;

.field private db:Landroid/database/sqlite/SQLiteDatabase;

.method public query(Landroid/net/Uri;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;
    .locals 9
    new-instance v0, Landroid/database/sqlite/SQLiteQueryBuilder;
    invoke-direct {v0}, Landroid/database/sqlite/SQLiteQueryBuilder;-><init>()V
    const/4 v1, 0x1
    invoke-virtual {v0, v1}, Landroid/database/sqlite/SQLiteQueryBuilder;->setStrict(Z)V
    iget-object v1, p0, Ltw/example/app/Case;->db:Landroid/database/sqlite/SQLiteDatabase;
    move-object v2, p2
    move-object v3, p3
    move-object v4, p4
    const/4 v5, 0x0
    const/4 v6, 0x0
    const/4 v7, 0x0
    invoke-virtual/range {v0 .. v7}, Landroid/database/sqlite/SQLiteQueryBuilder;->query(Landroid/database/sqlite/SQLiteDatabase;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;
    move-result-object v0
    return-object v0
.end method

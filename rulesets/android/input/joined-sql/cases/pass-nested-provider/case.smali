# A provider within an exported activity, not exported itself.
.class public Ltw/example/app/Case$Store;
.super Landroid/content/ContentProvider;

.field private db:Landroid/database/sqlite/SQLiteDatabase;

.method public query(Landroid/net/Uri;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;
    .locals 9
    iget-object v0, p0, Ltw/example/app/Case$Store;->db:Landroid/database/sqlite/SQLiteDatabase;
    const-string v1, "orders"
    move-object v2, p2
    move-object v3, p3
    move-object v4, p4
    const/4 v5, 0x0
    const/4 v6, 0x0
    move-object v7, p5
    invoke-virtual/range {v0 .. v7}, Landroid/database/sqlite/SQLiteDatabase;->query(Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)Landroid/database/Cursor;
    move-result-object v0
    return-object v0
.end method

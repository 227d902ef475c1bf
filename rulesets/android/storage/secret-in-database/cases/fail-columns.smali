# expect: Ltw/example/app/Case;->onCreate(Landroid/database/sqlite/SQLiteDatabase;)V+0x0002
# A table with a password and a number of identity.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public onCreate(Landroid/database/sqlite/SQLiteDatabase;)V
    .locals 6
    const-string v0, "CREATE TABLE accounts (_id INTEGER PRIMARY KEY, name TEXT, password TEXT, national_id TEXT)"
    invoke-virtual {p1, v0}, Landroid/database/sqlite/SQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

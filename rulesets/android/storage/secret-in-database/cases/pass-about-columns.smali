# Columns about a password, and a constraint.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public onCreate(Landroid/database/sqlite/SQLiteDatabase;)V
    .locals 6
    const-string v0, "CREATE TABLE users (_id INTEGER, password_hash TEXT, token_expires_at INTEGER, keyboard TEXT, CHECK(length(password_hash) > 3))"
    invoke-virtual {p1, v0}, Landroid/database/sqlite/SQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

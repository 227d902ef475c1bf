# A database of SQLCipher is encrypted.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public onCreate(Lnet/zetetic/database/sqlcipher/SQLiteDatabase;)V
    .locals 6
    const-string v0, "CREATE TABLE accounts (_id INTEGER, password TEXT)"
    invoke-virtual {p1, v0}, Lnet/zetetic/database/sqlcipher/SQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

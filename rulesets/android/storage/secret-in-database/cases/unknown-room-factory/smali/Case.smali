# Room is given an open helper of the app, which may encrypt.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public onCreate(Landroidx/sqlite/db/SupportSQLiteDatabase;)V
    .locals 6
    const-string v0, "CREATE TABLE IF NOT EXISTS `sessions` (`id` INTEGER NOT NULL, `access_token` TEXT)"
    invoke-interface {p1, v0}, Landroidx/sqlite/db/SupportSQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->onCreate(Landroidx/sqlite/db/SupportSQLiteDatabase;)V+0x0002
# What Room generates for an entity with a token.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public onCreate(Landroidx/sqlite/db/SupportSQLiteDatabase;)V
    .locals 6
    const-string v0, "CREATE TABLE IF NOT EXISTS `sessions` (`id` INTEGER NOT NULL, `accessToken` TEXT, PRIMARY KEY(`id`))"
    invoke-interface {p1, v0}, Landroidx/sqlite/db/SupportSQLiteDatabase;->execSQL(Ljava/lang/String;)V
    return-void
.end method

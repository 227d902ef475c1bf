.class public Ltw/example/app/Open;
.super Ljava/lang/Object;

.method public open(Landroidx/room/RoomDatabase$Builder;Landroidx/sqlite/db/SupportSQLiteOpenHelper$Factory;)V
    .locals 6
    invoke-virtual {p1, p2}, Landroidx/room/RoomDatabase$Builder;->openHelperFactory(Landroidx/sqlite/db/SupportSQLiteOpenHelper$Factory;)Landroidx/room/RoomDatabase$Builder;
    return-void
.end method

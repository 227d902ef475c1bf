# expect: Ltw/example/app/Case;->m(Lnet/sqlcipher/database/SQLiteOpenHelper;)V+0x0013
# A helper opens the database; the place is the call that brings the key, which is put together of two constants.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static open(Lnet/sqlcipher/database/SQLiteOpenHelper;Ljava/lang/String;)V
    .locals 0
    invoke-virtual {p0, p1}, Lnet/sqlcipher/database/SQLiteOpenHelper;->getWritableDatabase(Ljava/lang/String;)Lnet/sqlcipher/database/SQLiteDatabase;
    return-void
.end method

.method public static m(Lnet/sqlcipher/database/SQLiteOpenHelper;)V
    .locals 2
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {v0}, Ljava/lang/StringBuilder;-><init>()V
    const-string v1, "not-a-"
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    const-string v1, "secret"
    invoke-virtual {v0, v1}, Ljava/lang/StringBuilder;->append(Ljava/lang/String;)Ljava/lang/StringBuilder;
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-static {p0, v0}, Ltw/example/app/Case;->open(Lnet/sqlcipher/database/SQLiteOpenHelper;Ljava/lang/String;)V
    return-void
.end method

.class public Ltw/example/app/P;
.super Landroid/content/ContentProvider;

.method public delete(Landroid/net/Uri;Ljava/lang/String;[Ljava/lang/String;)I
    .registers 8
    const/4 v0, 0x0
    return v0
.end method

.method public update(Landroid/net/Uri;Landroid/content/ContentValues;Ljava/lang/String;[Ljava/lang/String;)I
    .registers 8
    const/4 v0, 0x0
    return v0
.end method

.method public insert(Landroid/net/Uri;Landroid/content/ContentValues;)Landroid/net/Uri;
    .registers 5
    invoke-virtual {p0, p2}, Ltw/example/app/P;->store(Landroid/content/ContentValues;)V
    return-object p1
.end method

.method public store(Landroid/content/ContentValues;)V
    .registers 2
    return-void
.end method

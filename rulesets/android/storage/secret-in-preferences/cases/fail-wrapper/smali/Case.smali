# expect: Ltw/example/app/Case;->run(Ltw/example/app/Store;Ljava/lang/String;)V+0x0002
# A class of the app around preferences: the call that names the key is the place.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Ltw/example/app/Store;Ljava/lang/String;)V
    .locals 6
    const-string v0, "login_password"
    invoke-virtual {p1, v0, p2}, Ltw/example/app/Store;->save(Ljava/lang/String;Ljava/lang/String;)V
    const-string v0, "theme"
    invoke-virtual {p1, v0, p2}, Ltw/example/app/Store;->save(Ljava/lang/String;Ljava/lang/String;)V
    return-void
.end method

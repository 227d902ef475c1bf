.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.method public a()Landroid/content/Intent;
    .locals 2
    new-instance v0, Landroid/content/Intent;
    const-string v1, "com.google.android.play.core.integrityservice.BIND_INTEGRITY_SERVICE"
    invoke-direct {v0, v1}, Landroid/content/Intent;-><init>(Ljava/lang/String;)V
    return-object v0
.end method

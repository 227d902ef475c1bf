.class public Ltw/example/app/Logger;
.super Ljava/lang/Object;

.method public static write(Ljava/lang/String;)V
    .locals 1
    const-string v0, "broker"
    invoke-static {v0, p0}, Landroid/util/Log;->i(Ljava/lang/String;Ljava/lang/String;)I
    return-void
.end method

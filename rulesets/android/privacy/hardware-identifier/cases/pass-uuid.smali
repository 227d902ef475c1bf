# An identifier of the app itself.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 0
    invoke-static {}, Ljava/util/UUID;->randomUUID()Ljava/util/UUID;
    return-void
.end method

# The token is added at run time.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "Bearer "
    const-string v1, "bearer token_not_available"
    return-void
.end method

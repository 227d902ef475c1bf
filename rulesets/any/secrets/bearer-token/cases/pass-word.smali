# A message and a name.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "Bearer AuthenticationScheme"
    const-string v1, "bearer access_token_header_name"
    return-void
.end method

# What manuals write, and the service without a store.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "https://your-project-id.firebaseio.com"
    const-string v1, "firebaseio.com"
    const-string v2, "https://sts.amazonaws.com/"
    return-void
.end method

# The form of a token of GitHub, and no token: its checksum is wrong.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "ghp_Ab3dE6gH9jK2mN5pQ8sT1vW4yZ7bC01qPJfX"
    return-void
.end method

# The package itself, as multidex does.
.class public Ltw/example/app/Case;
.super Landroid/app/Activity;

.method public onCreate(Landroid/os/Bundle;)V
    .locals 7
    invoke-virtual {p0}, Ltw/example/app/Case;->getPackageCodePath()Ljava/lang/String;
    move-result-object v3
    invoke-virtual {p0}, Ltw/example/app/Case;->getClassLoader()Ljava/lang/ClassLoader;
    move-result-object v6
    const/4 v4, 0x0
    const/4 v5, 0x0
    new-instance v2, Ldalvik/system/DexClassLoader;
    invoke-direct {v2, v3, v4, v5, v6}, Ldalvik/system/DexClassLoader;-><init>(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Ljava/lang/ClassLoader;)V
    return-void
.end method

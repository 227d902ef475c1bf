# Without the permission the platform shows the declared apps only.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/pm/PackageManager;)V
    .locals 1
    const/4 v0, 0x0
    invoke-virtual {p0, v0}, Landroid/content/pm/PackageManager;->getInstalledPackages(I)Ljava/util/List;
    return-void
.end method

# The code of Google that loads Google Play services checks the signer first.
.class public Lcom/google/android/gms/common/Loader;
.super Ljava/lang/Object;

.method public static m(Landroid/content/Context;)V
    .locals 2
    const-string v0, "com.google.android.gms"
    const/4 v1, 0x3
    invoke-virtual {p0, v0, v1}, Landroid/content/Context;->createPackageContext(Ljava/lang/String;I)Landroid/content/Context;
    return-void
.end method

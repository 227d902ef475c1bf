# expect: Ltw/example/app/Case;->m(Landroid/content/ContentResolver;)V+0x0002
# A helper for settings; the place is the call that names this one.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static secure(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;
    .locals 1
    invoke-static {p0, p1}, Landroid/provider/Settings$Secure;->getString(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method public static m(Landroid/content/ContentResolver;)V
    .locals 1
    const-string v0, "android_id"
    invoke-static {p0, v0}, Ltw/example/app/Case;->secure(Landroid/content/ContentResolver;Ljava/lang/String;)Ljava/lang/String;
    return-void
.end method

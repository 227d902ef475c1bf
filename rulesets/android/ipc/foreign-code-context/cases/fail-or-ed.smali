# expect: Ltw/example/app/Case;->m(Landroid/content/Context;)V+0x0005
# The flags are put together, as Kotlin writes `CONTEXT_INCLUDE_CODE or CONTEXT_IGNORE_SECURITY` of two values.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static flags(I)I
    .locals 1
    or-int/lit8 v0, p0, 0x2
    return v0
.end method

.method public static m(Landroid/content/Context;)V
    .locals 2
    const/4 v0, 0x1
    const/4 v1, 0x2
    or-int/2addr v0, v1
    const-string v1, "tw.example.plugin"
    invoke-virtual {p0, v1, v0}, Landroid/content/Context;->createPackageContext(Ljava/lang/String;I)Landroid/content/Context;
    return-void
.end method

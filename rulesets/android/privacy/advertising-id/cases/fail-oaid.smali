# expect: Ltw/example/app/Case;->m(Landroid/content/Context;Lcom/bun/miitmdid/interfaces/IIdentifierListener;)V+0x0001
# The identifier of several makers in Asia.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/content/Context;Lcom/bun/miitmdid/interfaces/IIdentifierListener;)V
    .locals 1
    const/4 v0, 0x1
    invoke-static {p0, v0, p1}, Lcom/bun/miitmdid/core/MdidSdkHelper;->InitSdk(Landroid/content/Context;ZLcom/bun/miitmdid/interfaces/IIdentifierListener;)I
    return-void
.end method

# A secret key is a matter of another rule.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "sk_live_4Nc7Qm2Zt8Rk5Wp1Yb6Lx3Vd"
    return-void
.end method

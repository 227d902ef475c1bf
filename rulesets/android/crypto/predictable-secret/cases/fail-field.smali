# expect: Ltw/example/app/Case;->renew()V+0x000f
# Math.random becomes a one-time code in a field.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private otpCode:Ljava/lang/String;

.method public renew()V
    .locals 6
    invoke-static {}, Ljava/lang/Math;->random()D
    move-result-wide v0
    const-wide v2, 0x412e848000000000L
    mul-double/2addr v0, v2
    double-to-int v0, v0
    invoke-static {v0}, Ljava/lang/String;->valueOf(I)Ljava/lang/String;
    move-result-object v0
    iput-object v0, p0, Ltw/example/app/Case;->otpCode:Ljava/lang/String;
    return-void
.end method

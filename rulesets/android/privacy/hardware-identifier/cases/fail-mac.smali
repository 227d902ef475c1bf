# expect: Ltw/example/app/Case;->address(Ljava/net/NetworkInterface;)[B+0x0000
# The address of the network hardware, read in a helper.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static address(Ljava/net/NetworkInterface;)[B
    .locals 1
    invoke-virtual {p0}, Ljava/net/NetworkInterface;->getHardwareAddress()[B
    move-result-object v0
    return-object v0
.end method

.method public static m(Ljava/net/NetworkInterface;)V
    .locals 0
    invoke-static {p0}, Ltw/example/app/Case;->address(Ljava/net/NetworkInterface;)[B
    return-void
.end method

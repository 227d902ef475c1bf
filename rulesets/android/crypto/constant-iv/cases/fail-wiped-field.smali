# A fixed array stays fixed where it is only read and wiped.
# expect: Ltw/example/app/Case;->m()Ljavax/crypto/spec/IvParameterSpec;+0x0004
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private static final IV:[B

.method static constructor <clinit>()V
    .locals 1
    const-string v0, "sixteen letters!"
    invoke-virtual {v0}, Ljava/lang/String;->getBytes()[B
    move-result-object v0
    sput-object v0, Ltw/example/app/Case;->IV:[B
    return-void
.end method

.method public static m()Ljavax/crypto/spec/IvParameterSpec;
    .locals 2
    new-instance v0, Ljavax/crypto/spec/IvParameterSpec;
    sget-object v1, Ltw/example/app/Case;->IV:[B
    invoke-direct {v0, v1}, Ljavax/crypto/spec/IvParameterSpec;-><init>([B)V
    const/4 v1, 0x0
    return-object v0
.end method

.method public static wipe()V
    .locals 2
    sget-object v0, Ltw/example/app/Case;->IV:[B
    const/4 v1, 0x0
    invoke-static {v0, v1}, Ljava/util/Arrays;->fill([BB)V
    return-void
.end method

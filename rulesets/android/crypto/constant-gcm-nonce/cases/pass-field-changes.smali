# The same field, which another method fills anew.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private static nonce:[B

.method static constructor <clinit>()V
    .locals 1
    const/16 v0, 0xc
    new-array v0, v0, [B
    sput-object v0, Ltw/example/app/Case;->nonce:[B
    return-void
.end method

.method public static renew([B)V
    .locals 0
    sput-object p0, Ltw/example/app/Case;->nonce:[B
    return-void
.end method

.method public static m()V
    .locals 3
    new-instance v0, Ljavax/crypto/spec/GCMParameterSpec;
    const/16 v1, 0x80
    sget-object v2, Ltw/example/app/Case;->nonce:[B
    invoke-direct {v0, v1, v2}, Ljavax/crypto/spec/GCMParameterSpec;-><init>(I[B)V
    return-void
.end method

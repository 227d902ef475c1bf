# expect: Ltw/example/app/Case;->m()V+0x0006
# A static field that only its initialiser stores; it need not be final.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private static nonce:[B

.method static constructor <clinit>()V
    .locals 1
    const/16 v0, 0xc
    new-array v0, v0, [B
    fill-array-data v0, :data
    sput-object v0, Ltw/example/app/Case;->nonce:[B
    return-void
    :data
    .array-data 1
        0x1t
        0x2t
        0x3t
        0x4t
        0x5t
        0x6t
        0x7t
        0x8t
        0x9t
        0xat
        0xbt
        0xct
    .end array-data
.end method

.method public static m()V
    .locals 3
    new-instance v0, Ljavax/crypto/spec/GCMParameterSpec;
    const/16 v1, 0x80
    sget-object v2, Ltw/example/app/Case;->nonce:[B
    invoke-direct {v0, v1, v2}, Ljavax/crypto/spec/GCMParameterSpec;-><init>(I[B)V
    return-void
.end method

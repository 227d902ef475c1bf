# A final field is made empty and filled with random bytes, by the field and, as R8 leaves it, by the register.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private final iv:[B
.field private static final SHARED:[B

.method static constructor <clinit>()V
    .locals 2
    const/16 v0, 0x10
    new-array v0, v0, [B
    sput-object v0, Ltw/example/app/Case;->SHARED:[B
    new-instance v1, Ljava/security/SecureRandom;
    invoke-direct {v1}, Ljava/security/SecureRandom;-><init>()V
    invoke-virtual {v1, v0}, Ljava/security/SecureRandom;->nextBytes([B)V
    return-void
.end method

.method public constructor <init>()V
    .locals 2
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    const/16 v0, 0x10
    new-array v0, v0, [B
    iput-object v0, p0, Ltw/example/app/Case;->iv:[B
    new-instance v0, Ljava/security/SecureRandom;
    invoke-direct {v0}, Ljava/security/SecureRandom;-><init>()V
    iget-object v1, p0, Ltw/example/app/Case;->iv:[B
    invoke-virtual {v0, v1}, Ljava/security/SecureRandom;->nextBytes([B)V
    return-void
.end method

.method public own()Ljavax/crypto/spec/IvParameterSpec;
    .locals 2
    new-instance v0, Ljavax/crypto/spec/IvParameterSpec;
    iget-object v1, p0, Ltw/example/app/Case;->iv:[B
    invoke-direct {v0, v1}, Ljavax/crypto/spec/IvParameterSpec;-><init>([B)V
    return-object v0
.end method

.method public static shared()Ljavax/crypto/spec/IvParameterSpec;
    .locals 2
    new-instance v0, Ljavax/crypto/spec/IvParameterSpec;
    sget-object v1, Ltw/example/app/Case;->SHARED:[B
    invoke-direct {v0, v1}, Ljavax/crypto/spec/IvParameterSpec;-><init>([B)V
    return-object v0
.end method

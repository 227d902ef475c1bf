# expect: Ltw/example/app/Case;->m()V+0x0002
# The class initialiser puts the name into a final field.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private static final NAME:Ljava/lang/String;

.method static constructor <clinit>()V
    .locals 2
    const-string v0, "DESede/"
    const-string v1, "ECB/PKCS5Padding"
    invoke-virtual {v0, v1}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    sput-object v0, Ltw/example/app/Case;->NAME:Ljava/lang/String;
    return-void
.end method

.method public static m()V
    .locals 1
    sget-object v0, Ltw/example/app/Case;->NAME:Ljava/lang/String;
    invoke-static {v0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

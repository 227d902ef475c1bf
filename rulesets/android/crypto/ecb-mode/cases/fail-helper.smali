# expect: Ltw/example/app/Case;->m()V+0x0007
# A method of its own gives the name, put together from what another one gives and from a part of its parameter.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static mode()Ljava/lang/String;
    .locals 1
    const-string v0, "ecb"
    invoke-virtual {v0}, Ljava/lang/String;->toUpperCase()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method private static name(Ljava/lang/String;)Ljava/lang/String;
    .locals 1
    invoke-static {}, Ltw/example/app/Case;->mode()Ljava/lang/String;
    move-result-object v0
    invoke-virtual {p0, v0}, Ljava/lang/String;->concat(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method public static m()V
    .locals 1
    const-string v0, "AES/"
    invoke-static {v0}, Ltw/example/app/Case;->name(Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    nop
    invoke-static {v0}, Ljavax/crypto/Cipher;->getInstance(Ljava/lang/String;)Ljavax/crypto/Cipher;
    return-void
.end method

# A helper of the app turns digits into bytes, one after the other.
# expect: Ltw/example/app/Case;->key()Ljavax/crypto/SecretKey;+0x000a
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static key()Ljavax/crypto/SecretKey;
    .locals 3
    const-string v0, "5f0c3a9912de77b04c8861aa03f9e2d4"
    invoke-static {v0}, Ltw/example/app/Case;->bytes(Ljava/lang/String;)[B
    move-result-object v0
    new-instance v1, Ljavax/crypto/spec/SecretKeySpec;
    const-string v2, "AES"
    invoke-direct {v1, v0, v2}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-object v1
.end method

.method private static bytes(Ljava/lang/String;)[B
    .locals 6
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v0
    div-int/lit8 v0, v0, 0x2
    new-array v1, v0, [B
    const/4 v2, 0x0
    :next
    if-ge v2, v0, :done
    mul-int/lit8 v3, v2, 0x2
    add-int/lit8 v4, v3, 0x2
    invoke-virtual {p0, v3, v4}, Ljava/lang/String;->substring(II)Ljava/lang/String;
    move-result-object v3
    const/16 v4, 0x10
    invoke-static {v3, v4}, Ljava/lang/Integer;->parseInt(Ljava/lang/String;I)I
    move-result v3
    int-to-byte v3, v3
    aput-byte v3, v1, v2
    add-int/lit8 v2, v2, 0x1
    goto :next
    :done
    return-object v1
.end method

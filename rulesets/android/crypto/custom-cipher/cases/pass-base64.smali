# An old encoder of Base64 takes the sign of a byte away this way.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)Ljava/lang/String;
    .locals 5
    const-string v4, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    array-length v0, p0
    new-array v1, v0, [C
    const/4 v2, 0x0
    :next
    if-ge v2, v0, :done
    aget-byte v3, p0, v2
    shr-int/lit8 v3, v3, 0x2
    xor-int/lit16 v3, v3, 0xc0
    int-to-byte v3, v3
    invoke-virtual {v4, v3}, Ljava/lang/String;->charAt(I)C
    move-result v3
    aput-char v3, v1, v2
    add-int/lit8 v2, v2, 0x1
    goto :next
    :done
    new-instance v0, Ljava/lang/String;
    invoke-direct {v0, v1}, Ljava/lang/String;-><init>([C)V
    return-object v0
.end method

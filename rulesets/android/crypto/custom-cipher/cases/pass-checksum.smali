# A checksum over bytes is a number, not a text.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)I
    .locals 4
    const/16 v0, 0x1505
    array-length v1, p0
    const/4 v2, 0x0
    :next
    if-ge v2, v1, :done
    aget-byte v3, p0, v2
    xor-int/2addr v0, v3
    add-int/lit8 v2, v2, 0x1
    goto :next
    :done
    return v0
.end method

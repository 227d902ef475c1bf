# expect: Ltw/example/app/Case;->m([B)Ljava/lang/String;
# Bytes with one number, then a text.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)Ljava/lang/String;
    .locals 4
    array-length v0, p0
    new-array v1, v0, [B
    const/4 v2, 0x0
    :next
    if-ge v2, v0, :done
    aget-byte v3, p0, v2
    xor-int/lit8 v3, v3, 0x5a
    int-to-byte v3, v3
    aput-byte v3, v1, v2
    add-int/lit8 v2, v2, 0x1
    goto :next
    :done
    new-instance v0, Ljava/lang/String;
    invoke-direct {v0, v1}, Ljava/lang/String;-><init>([B)V
    return-object v0
.end method

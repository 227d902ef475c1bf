# The key is a parameter, and the code fixes nothing.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B[B)Ljava/lang/String;
    .locals 5
    array-length v0, p0
    const/4 v1, 0x0
    :next
    if-ge v1, v0, :done
    aget-byte v2, p0, v1
    aget-byte v3, p1, v1
    xor-int/2addr v2, v3
    int-to-byte v2, v2
    aput-byte v2, p0, v1
    add-int/lit8 v1, v1, 0x1
    goto :next
    :done
    new-instance v0, Ljava/lang/String;
    invoke-direct {v0, p0}, Ljava/lang/String;-><init>([B)V
    return-object v0
.end method

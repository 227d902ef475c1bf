# Bytes written as hexadecimal digits: shifts and masks, no exclusive or.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)Ljava/lang/String;
    .locals 6
    const-string v0, "0123456789abcdef"
    new-instance v1, Ljava/lang/StringBuilder;
    invoke-direct {v1}, Ljava/lang/StringBuilder;-><init>()V
    array-length v2, p0
    const/4 v3, 0x0
    :next
    if-ge v3, v2, :done
    aget-byte v4, p0, v3
    and-int/lit8 v4, v4, 0xf
    invoke-virtual {v0, v4}, Ljava/lang/String;->charAt(I)C
    move-result v4
    invoke-virtual {v1, v4}, Ljava/lang/StringBuilder;->append(C)Ljava/lang/StringBuilder;
    add-int/lit8 v3, v3, 0x1
    goto :next
    :done
    invoke-virtual {v1}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

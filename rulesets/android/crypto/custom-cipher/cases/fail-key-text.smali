# expect: Ltw/example/app/Case;->m(Ljava/lang/String;)Ljava/lang/String;
# Letters with those of a constant, twice; told once.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/lang/String;)Ljava/lang/String;
    .locals 6
    const-string v0, "not-a-key"
    new-instance v1, Ljava/lang/StringBuilder;
    invoke-direct {v1}, Ljava/lang/StringBuilder;-><init>()V
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v2
    const/4 v3, 0x0
    :next
    if-ge v3, v2, :done
    invoke-virtual {p0, v3}, Ljava/lang/String;->charAt(I)C
    move-result v4
    rem-int/lit8 v5, v3, 0x9
    invoke-virtual {v0, v5}, Ljava/lang/String;->charAt(I)C
    move-result v5
    xor-int/2addr v4, v5
    int-to-char v4, v4
    invoke-virtual {v1, v4}, Ljava/lang/StringBuilder;->append(C)Ljava/lang/StringBuilder;
    add-int/lit8 v3, v3, 0x1
    goto :next
    :done
    invoke-virtual {v1}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method public static second([C)Ljava/lang/String;
    .locals 4
    const/4 v0, 0x0
    array-length v1, p0
    :next
    if-ge v0, v1, :done
    aget-char v2, p0, v0
    xor-int/lit16 v2, v2, 0x111
    int-to-char v2, v2
    aput-char v2, p0, v0
    add-int/lit8 v0, v0, 0x1
    goto :next
    :done
    invoke-static {p0}, Ljava/lang/String;->valueOf([C)Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

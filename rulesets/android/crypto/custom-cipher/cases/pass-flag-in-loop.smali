# A flag turned in a loop over letters: an exclusive or that ends as a flag.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/lang/String;)Ljava/lang/String;
    .locals 6
    new-instance v0, Ljava/lang/StringBuilder;
    invoke-direct {v0}, Ljava/lang/StringBuilder;-><init>()V
    invoke-virtual {p0}, Ljava/lang/String;->length()I
    move-result v1
    const/4 v2, 0x0
    const/4 v3, 0x0
    :next
    if-ge v2, v1, :done
    invoke-virtual {p0, v2}, Ljava/lang/String;->charAt(I)C
    move-result v4
    xor-int/lit8 v3, v3, 0x1
    if-eqz v3, :skip
    invoke-virtual {v0, v4}, Ljava/lang/StringBuilder;->append(C)Ljava/lang/StringBuilder;
    :skip
    add-int/lit8 v2, v2, 0x1
    goto :next
    :done
    invoke-virtual {v0}, Ljava/lang/StringBuilder;->toString()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

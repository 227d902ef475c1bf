# expect:
# As d8 and javac write it for a debug build.
.class public Ltw/example/app/a;
.super Ljava/lang/Object;
.source "SourceFile"


.method public static m(I)I
    .locals 1
    .line 4
    add-int/lit8 v0, p0, 0x1
    .local v0, "price":I
    .line 5
    return v0
.end method

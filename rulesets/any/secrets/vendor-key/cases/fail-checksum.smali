# A token of GitHub whose checksum is right.
# expect: Ltw/example/app/Case;->m()V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "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"
    return-void
.end method

# expect: Ltw/example/app/Case;->m([B)V+0x000d
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m([B)V
    .locals 4
    const-string v0, "S3curePassw0rd"
    invoke-virtual {v0}, Ljava/lang/String;->toCharArray()[C
    move-result-object v0
    new-instance v1, Ljavax/crypto/spec/PBEKeySpec;
    const v2, 0x927c0
    const/16 v3, 0x100
    invoke-direct {v1, v0, p0, v2, v3}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

# A pool of users and a bucket.
# expect: Ltw/example/app/Case;->m()V+0x0000
# expect: Ltw/example/app/Case;->m()V+0x0002
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "ap-northeast-1_Qm7x2Lp9Z"
    const-string v1, "https://broker-statements.s3.ap-northeast-1.amazonaws.com/2024/"
    return-void
.end method

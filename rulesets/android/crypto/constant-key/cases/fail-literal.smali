# expect: Ltw/example/app/Case;->m()V+0x000b
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const/16 v0, 0x10
    new-array v0, v0, [B
    fill-array-data v0, :bytes
    new-instance v2, Ljavax/crypto/spec/SecretKeySpec;
    const-string v1, "AES"
    invoke-direct {v2, v0, v1}, Ljavax/crypto/spec/SecretKeySpec;-><init>([BLjava/lang/String;)V
    return-void
    :bytes
    .array-data 1
        0x2bt 0x7et 0x15t 0x16t 0x28t -0x52t -0x2et -0x5at
        -0x55t -0x9t 0x15t -0x78t 0x9t -0x31t 0x4ft 0x3ct
    .end array-data
    return-void
.end method

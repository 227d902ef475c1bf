# expect: Ltw/example/app/Case;->m()V+0x000a
# The factory for Room: a text in the code, as bytes.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    new-instance v0, Lnet/sqlcipher/database/SupportFactory;
    const-string v1, "not-a-secret"
    sget-object v2, Lkotlin/text/Charsets;->UTF_8:Ljava/nio/charset/Charset;
    invoke-virtual {v1, v2}, Ljava/lang/String;->getBytes(Ljava/nio/charset/Charset;)[B
    move-result-object v1
    invoke-direct {v0, v1}, Lnet/sqlcipher/database/SupportFactory;-><init>([B)V
    return-void
.end method

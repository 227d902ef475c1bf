# expect: Ltw/example/app/Case;->m(Ljava/security/KeyStore;Ljava/io/InputStream;)V+0x0006
# The letters of the password one by one in an array.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/security/KeyStore;Ljava/io/InputStream;)V
    .locals 1
    const/4 v0, 0x3
    new-array v0, v0, [C
    fill-array-data v0, :data
    invoke-virtual {p0, p1, v0}, Ljava/security/KeyStore;->load(Ljava/io/InputStream;[C)V
    return-void
    :data
    .array-data 2
        0x61s
        0x62s
        0x63s
    .end array-data
.end method

.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/security/KeyStore;Ljava/io/InputStream;[C)V
    .locals 0
    invoke-virtual {p0, p1, p2}, Ljava/security/KeyStore;->load(Ljava/io/InputStream;[C)V
    return-void
.end method

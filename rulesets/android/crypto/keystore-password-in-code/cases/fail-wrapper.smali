# expect: Ltw/example/app/Case;->m(Ljava/security/KeyStore;Ljava/io/InputStream;)V+0x0002
# A helper opens stores; the place is the call that brings the password.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static open(Ljava/security/KeyStore;Ljava/io/InputStream;Ljava/lang/String;)V
    .locals 1
    invoke-virtual {p2}, Ljava/lang/String;->toCharArray()[C
    move-result-object v0
    invoke-virtual {p0, p1, v0}, Ljava/security/KeyStore;->load(Ljava/io/InputStream;[C)V
    return-void
.end method

.method public static m(Ljava/security/KeyStore;Ljava/io/InputStream;)V
    .locals 1
    const-string v0, "not-a-password"
    invoke-static {p0, p1, v0}, Ltw/example/app/Case;->open(Ljava/security/KeyStore;Ljava/io/InputStream;Ljava/lang/String;)V
    return-void
.end method

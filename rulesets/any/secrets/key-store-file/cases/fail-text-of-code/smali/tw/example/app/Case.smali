# The store lies under another name; its password is a text of the code.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljava/security/KeyStore;Ljava/io/InputStream;)V
    .locals 1
    const-string v0, "Quote-Feed-77"
    invoke-virtual {v0}, Ljava/lang/String;->toCharArray()[C
    move-result-object v0
    invoke-virtual {p0, p1, v0}, Ljava/security/KeyStore;->load(Ljava/io/InputStream;[C)V
    return-void
.end method

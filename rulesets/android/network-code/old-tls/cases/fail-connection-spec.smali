# Constants of the HTTP library name the versions.
# expect: Ltw/example/app/Case;->m(Lokhttp3/ConnectionSpec$Builder;)V+0x000d
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Lokhttp3/ConnectionSpec$Builder;)V
    .locals 3
    const/4 v0, 0x2
    new-array v0, v0, [Lokhttp3/TlsVersion;
    const/4 v1, 0x0
    sget-object v2, Lokhttp3/TlsVersion;->TLS_1_2:Lokhttp3/TlsVersion;
    aput-object v2, v0, v1
    const/4 v1, 0x1
    sget-object v2, Lokhttp3/TlsVersion;->TLS_1_0:Lokhttp3/TlsVersion;
    aput-object v2, v0, v1
    invoke-virtual {p0, v0}, Lokhttp3/ConnectionSpec$Builder;->tlsVersions([Lokhttp3/TlsVersion;)Lokhttp3/ConnectionSpec$Builder;
    return-void
.end method

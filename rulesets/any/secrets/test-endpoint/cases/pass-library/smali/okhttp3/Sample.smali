# Third-party code is left out.
.class public Lokhttp3/Sample;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "https://staging.cdn.vendor.net/"
    return-void
.end method

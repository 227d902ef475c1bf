.class public Ltw/example/app/Report;
.super Ljava/lang/Object;

.method public static send(Ljava/lang/String;)V
    .locals 2
    new-instance v0, Lokhttp3/FormBody$Builder;
    invoke-direct {v0}, Lokhttp3/FormBody$Builder;-><init>()V
    const-string v1, "t"
    invoke-virtual {v0, v1, p0}, Lokhttp3/FormBody$Builder;->add(Ljava/lang/String;Ljava/lang/String;)Lokhttp3/FormBody$Builder;
    return-void
.end method

# A namespace is a name; nobody opens it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Lorg/xmlpull/v1/XmlPullParser;)Ljava/lang/String;
    .locals 6
    const-string v0, "http://schemas.broker.test/xml"
    const-string v1, "id"
    invoke-interface {p1, v0, v1}, Lorg/xmlpull/v1/XmlPullParser;->getAttributeValue(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method public open()V
    .locals 6
    const-string v0, "https://quotes.broker.test/"
    new-instance v1, Ljava/net/URL;
    invoke-direct {v1, v0}, Ljava/net/URL;-><init>(Ljava/lang/String;)V
    return-void
.end method

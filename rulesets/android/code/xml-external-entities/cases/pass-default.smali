# A parser as it is: Android resolves nothing.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/xml/parsers/DocumentBuilderFactory;Ljava/io/InputStream;)V
    .locals 1
    invoke-virtual {p0}, Ljavax/xml/parsers/DocumentBuilderFactory;->newDocumentBuilder()Ljavax/xml/parsers/DocumentBuilder;
    move-result-object v0
    invoke-virtual {v0, p1}, Ljavax/xml/parsers/DocumentBuilder;->parse(Ljava/io/InputStream;)Lorg/w3c/dom/Document;
    return-void
.end method

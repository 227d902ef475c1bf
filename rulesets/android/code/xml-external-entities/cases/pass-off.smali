# Switched off, as advice for servers has it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Ljavax/xml/parsers/SAXParserFactory;)V
    .locals 2
    const-string v0, "http://xml.org/sax/features/external-general-entities"
    const/4 v1, 0x0
    invoke-virtual {p0, v0, v1}, Ljavax/xml/parsers/SAXParserFactory;->setFeature(Ljava/lang/String;Z)V
    return-void
.end method

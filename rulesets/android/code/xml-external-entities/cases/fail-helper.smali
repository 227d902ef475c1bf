# expect: Ltw/example/app/Case;->m(Ljavax/xml/parsers/DocumentBuilderFactory;)V+0x0003
# A helper sets features; the place is the call that names this one.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method private static set(Ljavax/xml/parsers/DocumentBuilderFactory;Ljava/lang/String;Z)V
    .locals 0
    invoke-virtual {p0, p1, p2}, Ljavax/xml/parsers/DocumentBuilderFactory;->setFeature(Ljava/lang/String;Z)V
    return-void
.end method

.method public static m(Ljavax/xml/parsers/DocumentBuilderFactory;)V
    .locals 2
    const-string v0, "http://apache.org/xml/features/nonvalidating/load-external-dtd"
    const/4 v1, 0x1
    invoke-static {p0, v0, v1}, Ltw/example/app/Case;->set(Ljavax/xml/parsers/DocumentBuilderFactory;Ljava/lang/String;Z)V
    return-void
.end method

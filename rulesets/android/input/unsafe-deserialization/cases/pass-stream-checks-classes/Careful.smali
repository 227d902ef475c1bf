.class public Ltw/example/app/Careful;
.super Ljava/io/ObjectInputStream;

.method public constructor <init>(Ljava/io/InputStream;)V
    .locals 0
    invoke-direct {p0, p1}, Ljava/io/ObjectInputStream;-><init>(Ljava/io/InputStream;)V
    return-void
.end method

.method protected resolveClass(Ljava/io/ObjectStreamClass;)Ljava/lang/Class;
    .locals 1
    const-class v0, Ljava/lang/String;
    return-object v0
.end method

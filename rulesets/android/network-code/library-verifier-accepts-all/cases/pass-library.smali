# The library has the class and makes its constant, and nothing uses it.
.class public Lorg/apache/http/conn/ssl/NoopHostnameVerifier;
.super Ljava/lang/Object;
.implements Ljavax/net/ssl/HostnameVerifier;

.field public static final INSTANCE:Lorg/apache/http/conn/ssl/NoopHostnameVerifier;

.method static constructor <clinit>()V
    .locals 1
    new-instance v0, Lorg/apache/http/conn/ssl/NoopHostnameVerifier;
    invoke-direct {v0}, Lorg/apache/http/conn/ssl/NoopHostnameVerifier;-><init>()V
    sput-object v0, Lorg/apache/http/conn/ssl/NoopHostnameVerifier;->INSTANCE:Lorg/apache/http/conn/ssl/NoopHostnameVerifier;
    return-void
.end method

.method public constructor <init>()V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    return-void
.end method

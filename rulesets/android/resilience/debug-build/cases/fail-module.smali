# expect: Ltw/example/net/BuildConfig;->DEBUG:Z
# A library module of the app, published from its debug variant.
.class public final Ltw/example/net/BuildConfig;
.super Ljava/lang/Object;

.field public static final DEBUG:Z

.method static constructor <clinit>()V
    .locals 1
    const-string v0, "true"
    invoke-static {v0}, Ljava/lang/Boolean;->parseBoolean(Ljava/lang/String;)Z
    move-result v0
    sput-boolean v0, Ltw/example/net/BuildConfig;->DEBUG:Z
    return-void
.end method

.class public final Ltw/example/app/BuildConfig;
.super Ljava/lang/Object;

.field public static final DEBUG:Z

.method static constructor <clinit>()V
    .locals 1
    const-string v0, "true"
    invoke-static {v0}, Ljava/lang/Boolean;->parseBoolean(Ljava/lang/String;)Z
    move-result v0
    sput-boolean v0, Ltw/example/app/BuildConfig;->DEBUG:Z
    return-void
.end method

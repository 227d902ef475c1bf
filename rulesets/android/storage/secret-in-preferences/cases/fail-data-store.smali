# expect: Ltw/example/app/Case;-><clinit>()V+0x0002
# A key of Jetpack DataStore, as Kotlin calls it.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field public static final KEY:Landroidx/datastore/preferences/core/Preferences$Key;

.method static constructor <clinit>()V
    .locals 1
    const-string v0, "refresh_token"
    invoke-static {v0}, Landroidx/datastore/preferences/core/PreferencesKeys;->stringKey(Ljava/lang/String;)Landroidx/datastore/preferences/core/Preferences$Key;
    move-result-object v0
    sput-object v0, Ltw/example/app/Case;->KEY:Landroidx/datastore/preferences/core/Preferences$Key;
    return-void
.end method

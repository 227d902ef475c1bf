# The constant of a static field, as BuildConfig has them.
# expect: Ltw/example/app/Case;->API_SECRET:Ljava/lang/String;
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;
.field public static final API_SECRET:Ljava/lang/String; = "9fK2mQ7xLw0Zt8VbR5cN3hYs"

.method public static m()V
    .locals 3
    const/4 v0, 0x0
    return-void
.end method

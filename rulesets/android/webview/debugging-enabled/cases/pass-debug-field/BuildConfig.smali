.class public final Ltw/example/app/BuildConfig;
.super Ljava/lang/Object;

.field public static DEBUG:Z

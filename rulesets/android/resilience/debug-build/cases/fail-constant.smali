# expect: Ltw/example/app/BuildConfig;->DEBUG:Z
.class public final Ltw/example/app/BuildConfig;
.super Ljava/lang/Object;

.field public static final APPLICATION_ID:Ljava/lang/String; = "tw.example.app"

.field public static final DEBUG:Z = true

.class public Ltw/example/app/R$id;
.super Ljava/lang/Object;

.field public static final password:I = 0x7f080012
.field public static final title:I = 0x7f080013

# expect: Ltw/example/app/Case;->AUTH:Ljava/lang/String;
# The header is a constant of the class, as javac inlines it elsewhere.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field public static final AUTH:Ljava/lang/String; = "Basic cXVvdGU6VmIzazlXbTI0"

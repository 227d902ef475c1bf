.class public Ltw/example/app/Shell;
.super Landroid/app/Application;

.class public Ltw/example/app/Main;
.super Landroid/app/Application;

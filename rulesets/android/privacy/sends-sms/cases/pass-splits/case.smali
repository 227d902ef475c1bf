# Splits a text and sends nothing.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/telephony/SmsManager;Ljava/lang/String;)V
    .locals 0
    invoke-virtual {p0, p1}, Landroid/telephony/SmsManager;->divideMessage(Ljava/lang/String;)Ljava/util/ArrayList;
    return-void
.end method

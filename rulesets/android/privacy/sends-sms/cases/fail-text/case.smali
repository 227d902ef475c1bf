# expect: Ltw/example/app/Case;->m(Landroid/telephony/SmsManager;Ljava/lang/String;Ljava/lang/String;)V+0x0006
# A text to a number.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/telephony/SmsManager;Ljava/lang/String;Ljava/lang/String;)V
    .locals 6
    move-object v0, p0
    move-object v1, p1
    const/4 v2, 0x0
    move-object v3, p2
    move-object v4, v2
    move-object v5, v2
    invoke-virtual/range {v0 .. v5}, Landroid/telephony/SmsManager;->sendTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Landroid/app/PendingIntent;Landroid/app/PendingIntent;)V
    return-void
.end method

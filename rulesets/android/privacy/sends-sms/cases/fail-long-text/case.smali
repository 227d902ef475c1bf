# expect: Ltw/example/app/Case;->m(Landroid/telephony/SmsManager;Ljava/util/ArrayList;)V+0x0007
# A long text in parts.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/telephony/SmsManager;Ljava/util/ArrayList;)V
    .locals 6
    move-object v0, p0
    const-string v1, "0900000000"
    const/4 v2, 0x0
    move-object v3, p1
    move-object v4, v2
    move-object v5, v2
    invoke-virtual/range {v0 .. v5}, Landroid/telephony/SmsManager;->sendMultipartTextMessage(Ljava/lang/String;Ljava/lang/String;Ljava/util/ArrayList;Ljava/util/ArrayList;Ljava/util/ArrayList;)V
    return-void
.end method

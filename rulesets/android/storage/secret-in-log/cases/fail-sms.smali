# expect: Ltw/example/app/Case;->code(Landroid/telephony/SmsMessage;)V+0x0012
# The text of a message with a one-time code.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public code(Landroid/telephony/SmsMessage;)V
    .locals 6
    invoke-virtual {p1}, Landroid/telephony/SmsMessage;->getMessageBody()Ljava/lang/String;
    move-result-object v0
    const-string v1, "sms %s"
    const/4 v2, 0x1
    new-array v2, v2, [Ljava/lang/Object;
    const/4 v3, 0x0
    aput-object v0, v2, v3
    invoke-static {v1, v2}, Ljava/lang/String;->format(Ljava/lang/String;[Ljava/lang/Object;)Ljava/lang/String;
    move-result-object v0
    sget-object v1, Ljava/lang/System;->out:Ljava/io/PrintStream;
    invoke-virtual {v1, v0}, Ljava/io/PrintStream;->println(Ljava/lang/String;)V
    return-void
.end method

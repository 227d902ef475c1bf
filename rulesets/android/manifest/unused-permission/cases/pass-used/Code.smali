.class public Ltw/example/app/Use;
.super Ljava/lang/Object;

.method public static open()V
    .registers 1
    invoke-static {}, Landroid/hardware/Camera;->open()Landroid/hardware/Camera;
    sget-object v0, Landroid/provider/ContactsContract$Contacts;->CONTENT_URI:Landroid/net/Uri;
    return-void
.end method

# expect: Ltw/example/app/Case;->lambda$onReceivedSslError$0(Landroid/webkit/SslErrorHandler;Landroid/content/DialogInterface;I)V+0x0000
# severity: medium
# The customer answers a dialog: a lambda as d8 writes it.
.class public Ltw/example/app/Case;
.super Landroid/webkit/WebViewClient;

.method public onReceivedSslError(Landroid/webkit/WebView;Landroid/webkit/SslErrorHandler;Landroid/net/http/SslError;)V
    .locals 3
    new-instance v0, Landroid/app/AlertDialog$Builder;
    invoke-virtual {p1}, Landroid/webkit/WebView;->getContext()Landroid/content/Context;
    move-result-object v1
    invoke-direct {v0, v1}, Landroid/app/AlertDialog$Builder;-><init>(Landroid/content/Context;)V
    new-instance v1, Ltw/example/app/Yes;
    invoke-direct {v1, p2}, Ltw/example/app/Yes;-><init>(Landroid/webkit/SslErrorHandler;)V
    const-string v2, "Go on"
    invoke-virtual {v0, v2, v1}, Landroid/app/AlertDialog$Builder;->setPositiveButton(Ljava/lang/CharSequence;Landroid/content/DialogInterface$OnClickListener;)Landroid/app/AlertDialog$Builder;
    invoke-virtual {v0}, Landroid/app/AlertDialog$Builder;->show()Landroid/app/AlertDialog;
    return-void
.end method

.method static synthetic lambda$onReceivedSslError$0(Landroid/webkit/SslErrorHandler;Landroid/content/DialogInterface;I)V
    .locals 0
    invoke-virtual {p0}, Landroid/webkit/SslErrorHandler;->proceed()V
    return-void
.end method

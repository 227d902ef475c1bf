.class public Ltw/example/app/Yes;
.super Ljava/lang/Object;
.implements Landroid/content/DialogInterface$OnClickListener;

.field public final synthetic f$0:Landroid/webkit/SslErrorHandler;

.method public synthetic constructor <init>(Landroid/webkit/SslErrorHandler;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Ltw/example/app/Yes;->f$0:Landroid/webkit/SslErrorHandler;
    return-void
.end method

.method public final onClick(Landroid/content/DialogInterface;I)V
    .locals 1
    iget-object v0, p0, Ltw/example/app/Yes;->f$0:Landroid/webkit/SslErrorHandler;
    invoke-static {v0, p1, p2}, Ltw/example/app/Case;->lambda$onReceivedSslError$0(Landroid/webkit/SslErrorHandler;Landroid/content/DialogInterface;I)V
    return-void
.end method

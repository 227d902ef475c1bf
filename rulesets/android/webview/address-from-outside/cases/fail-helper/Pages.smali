.class public Ltw/example/app/Pages;
.super Ljava/lang/Object;

.field private final page:Ljava/lang/String;

.method public constructor <init>(Ljava/lang/String;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Ltw/example/app/Pages;->page:Ljava/lang/String;
    return-void
.end method

.method private address()Ljava/lang/String;
    .locals 1
    iget-object v0, p0, Ltw/example/app/Pages;->page:Ljava/lang/String;
    invoke-virtual {v0}, Ljava/lang/String;->trim()Ljava/lang/String;
    move-result-object v0
    return-object v0
.end method

.method public show(Landroid/webkit/WebView;)V
    .locals 1
    invoke-direct {p0}, Ltw/example/app/Pages;->address()Ljava/lang/String;
    move-result-object v0
    nop
    nop
    invoke-virtual {p1, v0}, Landroid/webkit/WebView;->loadUrl(Ljava/lang/String;)V
    return-void
.end method

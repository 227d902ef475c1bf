.class public Ltw/example/app/a;
.super Ljava/lang/Object;

.field public final b:Landroid/widget/EditText;

.method public constructor <init>(Landroid/widget/EditText;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Ltw/example/app/a;->b:Landroid/widget/EditText;
    return-void
.end method

.method public static a(Landroid/view/View;)Ltw/example/app/a;
    .locals 2
    const v0, 0x7f010000
    invoke-virtual {p0, v0}, Landroid/view/View;->findViewById(I)Landroid/view/View;
    move-result-object v0
    check-cast v0, Landroid/widget/EditText;
    new-instance v1, Ltw/example/app/a;
    invoke-direct {v1, v0}, Ltw/example/app/a;-><init>(Landroid/widget/EditText;)V
    return-object v1
.end method

# A number for an animation, in an app that makes keys elsewhere.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public run(Landroid/view/View;[B)V
    .locals 6
    new-instance v0, Ljava/util/Random;
    invoke-direct {v0}, Ljava/util/Random;-><init>()V
    invoke-virtual {v0}, Ljava/util/Random;->nextFloat()F
    move-result v0
    invoke-virtual {p1, v0}, Landroid/view/View;->setAlpha(F)V
    move-object v1, p2
    new-instance v2, Ljavax/crypto/spec/IvParameterSpec;
    invoke-direct {v2, v1}, Ljavax/crypto/spec/IvParameterSpec;-><init>([B)V
    return-void
.end method

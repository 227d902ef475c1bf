.class public final Ltw/example/app/Start$$ExternalSyntheticLambda1;
.super Ljava/lang/Object;
.implements Ljava/lang/Runnable;

.field public final synthetic f$0:Ltw/example/app/Start;

.method public synthetic constructor <init>(Ltw/example/app/Start;)V
    .locals 0
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    iput-object p1, p0, Ltw/example/app/Start$$ExternalSyntheticLambda1;->f$0:Ltw/example/app/Start;
    return-void
.end method

.method public final run()V
    .locals 1
    iget-object v0, p0, Ltw/example/app/Start$$ExternalSyntheticLambda1;->f$0:Ltw/example/app/Start;
    invoke-static {v0}, Ltw/example/app/Start;->$r8$lambda$show(Ltw/example/app/Start;)V
    return-void
.end method

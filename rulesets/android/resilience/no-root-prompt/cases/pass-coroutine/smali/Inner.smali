.class final Ltw/example/app/Start$onCreate$1$rooted$1;
.super Lkotlin/coroutines/jvm/internal/SuspendLambda;

.field final synthetic this$0:Ltw/example/app/Start;

.method constructor <init>(Ltw/example/app/Start;)V
    .locals 0
    invoke-direct {p0}, Lkotlin/coroutines/jvm/internal/SuspendLambda;-><init>()V
    iput-object p1, p0, Ltw/example/app/Start$onCreate$1$rooted$1;->this$0:Ltw/example/app/Start;
    return-void
.end method

.method public final invokeSuspend(Ljava/lang/Object;)Ljava/lang/Object;
    .locals 1
    invoke-static {p1}, Lkotlin/ResultKt;->throwOnFailure(Ljava/lang/Object;)V
    iget-object p1, p0, Ltw/example/app/Start$onCreate$1$rooted$1;->this$0:Ltw/example/app/Start;
    invoke-static {p1}, Ltw/example/app/Device;->check(Landroid/content/Context;)Z
    move-result p1
    invoke-static {p1}, Lkotlin/coroutines/jvm/internal/Boxing;->boxBoolean(Z)Ljava/lang/Boolean;
    move-result-object p1
    return-object p1
.end method

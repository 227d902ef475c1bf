.class final Ltw/example/app/Start$onCreate$1;
.super Lkotlin/coroutines/jvm/internal/SuspendLambda;

.field label:I

.field final synthetic this$0:Ltw/example/app/Start;

.method constructor <init>(Ltw/example/app/Start;)V
    .locals 0
    invoke-direct {p0}, Lkotlin/coroutines/jvm/internal/SuspendLambda;-><init>()V
    iput-object p1, p0, Ltw/example/app/Start$onCreate$1;->this$0:Ltw/example/app/Start;
    return-void
.end method

.method public final invokeSuspend(Ljava/lang/Object;)Ljava/lang/Object;
    .locals 4
    invoke-static {}, Lkotlin/coroutines/intrinsics/IntrinsicsKt;->getCOROUTINE_SUSPENDED()Ljava/lang/Object;
    move-result-object v0
    iget v1, p0, Ltw/example/app/Start$onCreate$1;->label:I
    const/4 v2, 0x1
    if-eqz v1, :first
    invoke-static {p1}, Lkotlin/ResultKt;->throwOnFailure(Ljava/lang/Object;)V
    goto :resumed
    :first
    invoke-static {p1}, Lkotlin/ResultKt;->throwOnFailure(Ljava/lang/Object;)V
    new-instance v1, Ltw/example/app/Start$onCreate$1$rooted$1;
    iget-object v3, p0, Ltw/example/app/Start$onCreate$1;->this$0:Ltw/example/app/Start;
    invoke-direct {v1, v3}, Ltw/example/app/Start$onCreate$1$rooted$1;-><init>(Ltw/example/app/Start;)V
    iput v2, p0, Ltw/example/app/Start$onCreate$1;->label:I
    invoke-static {v1, p0}, Lkotlinx/coroutines/BuildersKt;->withContext(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;
    move-result-object p1
    if-ne p1, v0, :resumed
    return-object v0
    :resumed
    check-cast p1, Ljava/lang/Boolean;
    invoke-virtual {p1}, Ljava/lang/Boolean;->booleanValue()Z
    move-result p1
    if-eqz p1, :fine
    iget-object p1, p0, Ltw/example/app/Start$onCreate$1;->this$0:Ltw/example/app/Start;
    invoke-virtual {p1}, Ltw/example/app/Start;->warn()V
    :fine
    sget-object p1, Lkotlin/Unit;->INSTANCE:Lkotlin/Unit;
    return-object p1
.end method

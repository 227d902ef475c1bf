.class public final Ltw/example/app/Device;
.super Ljava/lang/Object;

.method public static check(Lcom/google/android/gms/safetynet/SafetyNetClient;[B)V
    .locals 1
    const-string v0, "key"
    invoke-virtual {p0, p1, v0}, Lcom/google/android/gms/safetynet/SafetyNetClient;->attest([BLjava/lang/String;)Lcom/google/android/gms/tasks/Task;
    return-void
.end method

.class public interface abstract Lcom/google/android/play/core/integrity/IntegrityManager;
.super Ljava/lang/Object;

.method public abstract requestIntegrityToken(Lcom/google/android/play/core/integrity/IntegrityTokenRequest;)Lcom/google/android/gms/tasks/Task;
.end method

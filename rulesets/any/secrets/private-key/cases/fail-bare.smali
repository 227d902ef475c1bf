# Base64 of a private key (SEC 1) without any header.
# expect: Ltw/example/app/Case;->m()V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "MHcCAQEEIAUiP1x5lrPQ7QonRGF+m7jV8g8sSWaDoL3a9xQxTmuIoAoGCCqGSM49AwEHoUQDQgAEByZFZIOiweD/Hj1ce5q52PcWNVRzkrHQ7w4tTGuKqcjnBiVEY4KhwN/+HTxbepm41/YVNFNykbDP7g0sS2qJqA=="
    return-void
.end method

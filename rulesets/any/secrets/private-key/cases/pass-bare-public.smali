# Base64 of a public key begins alike.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEByZFZIOiweD/Hj1ce5q52PcWNVRzkrHQ7w4tTGuKqcjnBiVEY4KhwN/+HTxbepm41/YVNFNykbDP7g0sS2qJqA=="
    return-void
.end method

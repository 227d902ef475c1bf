# A key drawn at random.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Lio/realm/RealmConfiguration$Builder;)V
    .locals 2
    const/16 v0, 0x40
    new-array v0, v0, [B
    new-instance v1, Ljava/security/SecureRandom;
    invoke-direct {v1}, Ljava/security/SecureRandom;-><init>()V
    invoke-virtual {v1, v0}, Ljava/security/SecureRandom;->nextBytes([B)V
    invoke-virtual {p0, v0}, Lio/realm/RealmConfiguration$Builder;->encryptionKey([B)Lio/realm/RealmConfiguration$Builder;
    return-void
.end method

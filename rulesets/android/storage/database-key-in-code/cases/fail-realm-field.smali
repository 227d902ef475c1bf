# expect: Ltw/example/app/Case;->m(Lio/realm/RealmConfiguration$Builder;)V+0x0002
# A field that only the constructor stores, as Kotlin writes `private val key = byteArrayOf(...)`.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.field private final key:[B

.method public constructor <init>()V
    .locals 1
    invoke-direct {p0}, Ljava/lang/Object;-><init>()V
    const/16 v0, 0x4
    new-array v0, v0, [B
    fill-array-data v0, :data
    iput-object v0, p0, Ltw/example/app/Case;->key:[B
    return-void
    :data
    .array-data 1
        0x1t
        0x2t
        0x3t
        0x4t
    .end array-data
.end method

.method public m(Lio/realm/RealmConfiguration$Builder;)V
    .locals 1
    iget-object v0, p0, Ltw/example/app/Case;->key:[B
    invoke-virtual {p1, v0}, Lio/realm/RealmConfiguration$Builder;->encryptionKey([B)Lio/realm/RealmConfiguration$Builder;
    return-void
.end method

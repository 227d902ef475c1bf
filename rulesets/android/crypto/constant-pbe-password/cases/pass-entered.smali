# What the customer types.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Landroid/widget/EditText;[B)V
    .locals 5
    new-instance v0, Ljavax/crypto/spec/PBEKeySpec;
    invoke-virtual {p0}, Landroid/widget/EditText;->getText()Landroid/text/Editable;
    move-result-object v1
    invoke-interface {v1}, Landroid/text/Editable;->toString()Ljava/lang/String;
    move-result-object v1
    invoke-virtual {v1}, Ljava/lang/String;->toCharArray()[C
    move-result-object v1
    move-object v2, p1
    const v3, 0x927c0
    const/16 v4, 0x100
    invoke-direct/range {v0 .. v4}, Ljavax/crypto/spec/PBEKeySpec;-><init>([C[BII)V
    return-void
.end method

# Names of settings, a class, a UUID under another name, an alphabet.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "secret_store_key"
    const-string v1, "tw.example.app.SecretStore2"
    invoke-static {v0, v1}, Ltw/example/app/Case;->n(Ljava/lang/String;Ljava/lang/String;)V
    const-string v1, "8c7b1f3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b"
    const-string v0, "apiKeyId"
    invoke-static {v0, v1}, Ltw/example/app/Case;->n(Ljava/lang/String;Ljava/lang/String;)V
    const-string v0, "password_field_header2"
    const-string v1, "LoginPasswordFieldHeader22"
    invoke-static {v0, v1}, Ltw/example/app/Case;->n(Ljava/lang/String;Ljava/lang/String;)V
    return-void
.end method

.method static n(Ljava/lang/String;Ljava/lang/String;)V
    .locals 0
    return-void
.end method

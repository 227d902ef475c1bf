# expect: Ltw/example/app/Case;->m()V+0x0000
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 1
    const-string v0, "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJhcGkuZXhhbXBsZS50dyIsInJvbGUiOiJhcHAifQ.4pcPyMD09olPSyXnrXCjTwXyr4BsezdI1AVTmud2fU4"
    return-void
.end method

# Three parts that do not decode to JSON.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m()V
    .locals 3
    const-string v0, "eyJhbGciOiJIUzI1NiIs.eyJub3QganNvbiBhdCBhbGw.4pcPyMD09olPSyXnrXCjTwXyr4BsezdI1AVTmud2fU4"
    return-void
.end method

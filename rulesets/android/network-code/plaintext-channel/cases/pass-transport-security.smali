# TLS asked for by name.
.class public Ltw/example/app/Case;
.super Ljava/lang/Object;

.method public static m(Lio/grpc/ManagedChannelBuilder;)V
    .locals 0
    invoke-virtual {p0}, Lio/grpc/ManagedChannelBuilder;->useTransportSecurity()Lio/grpc/ManagedChannelBuilder;
    return-void
.end method

# expect: Lio/grpc/okhttp/OkHttpChannelBuilder;->m(Lio/grpc/okhttp/OkHttpChannelBuilder;)V+0x0000
# The builder of a transport, a subclass of the one the rule names.
.class public Lio/grpc/okhttp/OkHttpChannelBuilder;
.super Lio/grpc/ManagedChannelBuilder;

.method public static m(Lio/grpc/okhttp/OkHttpChannelBuilder;)V
    .locals 0
    invoke-virtual {p0}, Lio/grpc/okhttp/OkHttpChannelBuilder;->usePlaintext()Lio/grpc/ManagedChannelBuilder;
    return-void
.end method

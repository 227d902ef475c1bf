# Calls, constants and annotations that the builder of the test kit does not write.
# smali a --api 30 calls.smali -o calls.dex
.class public La/T;
.super Ljava/lang/Object;
.field public static final A:I = -0x2
.field public static final S:Ljava/lang/String; = "h\u0000\ud83d\ude00\ud83d"
.field public static final D:D = 1.5
.field public static final F:F = -2.5f
.field public static final Z:Z = true
.field public static final J:J = -0x100000000L
.method public static m(Ljava/lang/invoke/MethodHandle;)V
 .registers 6
 .annotation runtime Landroid/webkit/JavascriptInterface;
   v = "x"
   a = {1, 2}
   s = .subannotation La/N; q = null .end subannotation
 .end annotation
 invoke-polymorphic {p0, v1, v2}, Ljava/lang/invoke/MethodHandle;->invoke([Ljava/lang/Object;)Ljava/lang/Object;, (II)V
 invoke-polymorphic/range {v1 .. v3}, Ljava/lang/invoke/MethodHandle;->invoke([Ljava/lang/Object;)Ljava/lang/Object;, (II)V
 invoke-custom {v1}, call1("run", (I)V, "arg")@La/B;->boot(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;Ljava/lang/String;)Ljava/lang/invoke/CallSite;
 const-method-handle v0, invoke-static@La/T;->m(Ljava/lang/invoke/MethodHandle;)V
 const-method-type v0, (I)V
 return-void
.end method

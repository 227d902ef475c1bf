# The service speaks what it reads.
.class public Ltw/example/app/Case;
.super Landroid/accessibilityservice/AccessibilityService;

.field private writer:Ljava/io/FileWriter;

.method public onAccessibilityEvent(Landroid/view/accessibility/AccessibilityEvent;)V
    .locals 6
    invoke-virtual {p1}, Landroid/view/accessibility/AccessibilityEvent;->getText()Ljava/util/List;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v0
    const/4 v1, 0x0
    const/4 v2, 0x0
    new-instance v3, Landroid/speech/tts/TextToSpeech;
    invoke-direct {v3, p0, v2}, Landroid/speech/tts/TextToSpeech;-><init>(Landroid/content/Context;Landroid/speech/tts/TextToSpeech$OnInitListener;)V
    invoke-virtual {v3, v0, v1, v2, v2}, Landroid/speech/tts/TextToSpeech;->speak(Ljava/lang/CharSequence;ILandroid/os/Bundle;Ljava/lang/String;)I
    return-void
.end method

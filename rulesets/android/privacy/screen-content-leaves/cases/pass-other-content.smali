# The file holds the name of the app only.
.class public Ltw/example/app/Case;
.super Landroid/accessibilityservice/AccessibilityService;

.field private writer:Ljava/io/FileWriter;

.method public onAccessibilityEvent(Landroid/view/accessibility/AccessibilityEvent;)V
    .locals 6
    invoke-virtual {p1}, Landroid/view/accessibility/AccessibilityEvent;->getPackageName()Ljava/lang/CharSequence;
    move-result-object v0
    invoke-interface {v0}, Ljava/lang/CharSequence;->toString()Ljava/lang/String;
    move-result-object v0
    iget-object v1, p0, Ltw/example/app/Case;->writer:Ljava/io/FileWriter;
    invoke-virtual {v1, v0}, Ljava/io/Writer;->write(Ljava/lang/String;)V
    return-void
.end method

# expect: Ltw/example/app/Case;->onAccessibilityEvent(Landroid/view/accessibility/AccessibilityEvent;)V+0x000a
# What is on the screen is written to a file.
.class public Ltw/example/app/Case;
.super Landroid/accessibilityservice/AccessibilityService;

.field private writer:Ljava/io/FileWriter;

.method public onAccessibilityEvent(Landroid/view/accessibility/AccessibilityEvent;)V
    .locals 6
    invoke-virtual {p1}, Landroid/view/accessibility/AccessibilityEvent;->getText()Ljava/util/List;
    move-result-object v0
    invoke-virtual {v0}, Ljava/lang/Object;->toString()Ljava/lang/String;
    move-result-object v0
    iget-object v1, p0, Ltw/example/app/Case;->writer:Ljava/io/FileWriter;
    invoke-virtual {v1, v0}, Ljava/io/Writer;->write(Ljava/lang/String;)V
    return-void
.end method

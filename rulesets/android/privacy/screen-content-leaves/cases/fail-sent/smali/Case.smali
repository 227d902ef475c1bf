# expect: Ltw/example/app/Report;->send(Ljava/lang/String;)V+0x0007
# A node of the window is put into a form that is sent, by a class of its own.
.class public Ltw/example/app/Case;
.super Landroid/accessibilityservice/AccessibilityService;

.field private writer:Ljava/io/FileWriter;

.method public onAccessibilityEvent(Landroid/view/accessibility/AccessibilityEvent;)V
    .locals 6
    invoke-virtual {p1}, Landroid/view/accessibility/AccessibilityEvent;->getSource()Landroid/view/accessibility/AccessibilityNodeInfo;
    move-result-object v0
    invoke-virtual {v0}, Landroid/view/accessibility/AccessibilityNodeInfo;->getText()Ljava/lang/CharSequence;
    move-result-object v0
    invoke-interface {v0}, Ljava/lang/CharSequence;->toString()Ljava/lang/String;
    move-result-object v0
    invoke-static {v0}, Ltw/example/app/Report;->send(Ljava/lang/String;)V
    return-void
.end method

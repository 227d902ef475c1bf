// Only a subclass names the class; no code does.
// expect: _OBJC_CLASS_$_UIWebView
@interface Page : UIWebView @end
@implementation Page
@end

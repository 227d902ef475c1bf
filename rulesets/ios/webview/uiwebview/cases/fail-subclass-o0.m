// A web view made in a method. Not optimised.
// compile: -O0
// expect: -[Page open:] -> _OBJC_CLASS_$_UIWebView
@interface Page : NSObject @end
@implementation Page
- (void)open:(NSURLRequest *)r { [[UIWebView new] loadRequest:r]; }
@end

// The class that replaced it. Not optimised.
// compile: -O0
@interface Page : NSObject @end
@implementation Page
- (void)open:(NSURLRequest *)r { [[WKWebView new] loadRequest:r]; }
@end

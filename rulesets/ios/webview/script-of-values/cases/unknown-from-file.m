// The script is what a server answered.
@interface Page : NSObject @end
@implementation Page
- (void)give:(NSDictionary *)answer to:(WKWebView *)web { [web evaluateJavaScript:[answer objectForKey:@"script"] completionHandler:nil]; }
@end

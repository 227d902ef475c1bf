// Joined, and run by a helper. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Page search:in:] -> run:in:
@interface Page : NSObject @end
@implementation Page
- (void)run:(NSString *)script in:(WKWebView *)web { [web evaluateJavaScript:script completionHandler:nil]; }
- (void)search:(NSString *)text in:(WKWebView *)web { [self run:[[@"find('" stringByAppendingString:text] stringByAppendingString:@"')"] in:web]; }
@end

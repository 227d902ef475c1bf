// The page is opened by another class. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Bridge addTo:] -> addScriptMessageHandler:name:
@interface Bridge : NSObject @end
@implementation Bridge
- (void)addTo:(WKUserContentController *)c { [c addScriptMessageHandler:self name:@"order"]; }
@end
@interface Page : NSObject @end
@implementation Page
- (void)open:(WKWebView *)web { [web loadRequest:[NSURLRequest requestWithURL:[NSURL URLWithString:@"https://www.broker.example/"]]]; }
@end

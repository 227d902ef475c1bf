// Only pages that the app carries. Not optimised.
// compile: -O0
@interface Page : NSObject @end
@implementation Page
- (void)open:(WKWebView *)web with:(WKWebViewConfiguration *)c {
  [[c userContentController] addScriptMessageHandler:self name:@"help"];
  NSURL *page = [NSURL fileURLWithPath:[[NSBundle mainBundle] pathForResource:@"help" ofType:@"html"]];
  [web loadFileURL:page allowingReadAccessToURL:page];
}
@end

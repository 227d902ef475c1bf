// A handler, and pages from the network.
// expect: -[Page open:with:] -> addScriptMessageHandler:name:
@interface Page : NSObject @end
@implementation Page
- (void)open:(NSURL *)url with:(WKWebViewConfiguration *)c {
  [[c userContentController] addScriptMessageHandler:self name:@"broker"];
  [[[WKWebView alloc] initWithFrame:(CGRect){0} configuration:c] loadRequest:[NSURLRequest requestWithURL:url]];
}
@end

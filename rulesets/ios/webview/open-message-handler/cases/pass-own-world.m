// A world of its own.
@interface Page : NSObject @end
@implementation Page
- (void)open:(NSURL *)url with:(WKWebViewConfiguration *)c {
  [[c userContentController] addScriptMessageHandler:self contentWorld:[WKContentWorld defaultClientWorld] name:@"broker"];
  [[[WKWebView alloc] initWithFrame:(CGRect){0} configuration:c] loadRequest:[NSURLRequest requestWithURL:url]];
}
@end

// A token and a message, in quotation marks.
// expect: -[Page give:to:] -> evaluateJavaScript:completionHandler:
@interface Page : NSObject @end
@implementation Page
- (void)give:(NSString *)token to:(WKWebView *)web {
  [web evaluateJavaScript:[NSString stringWithFormat:@"setToken('%@', %d)", token, 3] completionHandler:nil];
}
@end

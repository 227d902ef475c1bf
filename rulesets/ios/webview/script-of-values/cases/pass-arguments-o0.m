// The value goes as an argument. Not optimised.
// compile: -O0
@interface Page : NSObject @end
@implementation Page
- (void)give:(NSString *)token to:(WKWebView *)web {
  [web callAsyncJavaScript:@"setToken(token)" arguments:@{@"token" : token} inFrame:nil inContentWorld:[WKContentWorld defaultClientWorld] completionHandler:nil];
}
@end

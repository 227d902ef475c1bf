// A constant, a number, an encoded value.
@interface Page : NSObject @end
@implementation Page
- (void)give:(NSData *)data count:(int)count to:(WKWebView *)web {
  [web evaluateJavaScript:@"window.scrollTo(0, 0)" completionHandler:nil];
  [web evaluateJavaScript:[NSString stringWithFormat:@"setCount(%d)", count] completionHandler:nil];
  [web evaluateJavaScript:[NSString stringWithFormat:@"load('%@')", [data base64EncodedStringWithOptions:0]] completionHandler:nil];
}
@end

// The file itself, and pages of the app.
@interface Page : NSObject @end
@implementation Page
- (void)open:(NSURL *)file in:(WKWebView *)web {
  [web loadFileURL:file allowingReadAccessToURL:file];
  NSString *help = [[NSBundle mainBundle] pathForResource:@"help" ofType:@"html"];
  [web loadFileURL:[NSURL fileURLWithPath:help] allowingReadAccessToURL:[NSURL fileURLWithPath:[[NSBundle mainBundle] bundlePath]]];
}
@end

// A folder of its own below the documents. Not optimised.
// compile: -O0
@interface Page : NSObject @end
@implementation Page
- (void)open:(NSString *)name in:(WKWebView *)web {
  NSURL *folder = [NSURL fileURLWithPath:[NSHomeDirectory() stringByAppendingPathComponent:@"Documents/pages"]];
  [web loadFileURL:[folder URLByAppendingPathComponent:name] allowingReadAccessToURL:folder];
}
@end

// A statement, with all documents to read.
// expect: -[Page open:in:] -> loadFileURL:allowingReadAccessToURL:
@interface Page : NSObject @end
@implementation Page
- (void)open:(NSString *)name in:(WKWebView *)web {
  NSURL *documents = [NSURL fileURLWithPath:[NSHomeDirectory() stringByAppendingPathComponent:@"Documents"]];
  [web loadFileURL:[documents URLByAppendingPathComponent:name] allowingReadAccessToURL:documents];
}
@end

// The folder asked from the file manager, through a helper. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Page open:in:] -> show:from:in:
@interface Page : NSObject @end
@implementation Page
- (void)show:(NSURL *)file from:(NSURL *)folder in:(WKWebView *)web { [web loadFileURL:file allowingReadAccessToURL:folder]; }
- (void)open:(NSString *)name in:(WKWebView *)web {
  NSURL *documents = [[[NSFileManager defaultManager] URLsForDirectory:9 inDomains:1] firstObject];
  [self show:[documents URLByAppendingPathComponent:name] from:documents in:web];
}
@end

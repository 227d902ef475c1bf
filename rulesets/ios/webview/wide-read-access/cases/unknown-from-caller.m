// Nobody in the code says which folder.
@interface Page : NSObject @end
@implementation Page
- (void)open:(NSURL *)file from:(NSURL *)folder in:(WKWebView *)web { [web loadFileURL:file allowingReadAccessToURL:folder]; }
@end

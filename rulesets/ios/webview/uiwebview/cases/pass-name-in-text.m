// The name in a text alone, as agents of browsers and old SDKs have it.
@interface Page : NSObject @end
@implementation Page
- (NSString *)agent { return @"UIWebView"; }
- (id)kind { return NSClassFromString([self agent]); }
@end

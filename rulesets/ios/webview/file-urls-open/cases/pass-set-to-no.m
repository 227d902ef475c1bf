// Switched off, and another setting switched on.
@interface Page : NSObject @end
@implementation Page
- (void)open:(WKWebViewConfiguration *)c {
  [[c preferences] setValue:[NSNumber numberWithBool:NO] forKey:@"allowFileAccessFromFileURLs"];
  [[c preferences] setValue:[NSNumber numberWithBool:YES] forKey:@"developerExtrasEnabled"];
}
@end

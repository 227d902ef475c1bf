// Both doors, by the boolean of Core Foundation and by a number. Not optimised.
// compile: -O0
// expect: -[Page open:] -> setValue:forKey:
// expect: -[Page open:] -> setValue:forKey:
@interface Page : NSObject @end
@implementation Page
- (void)open:(WKWebViewConfiguration *)c {
  [[c preferences] setValue:(__bridge id)kCFBooleanTrue forKey:@"allowFileAccessFromFileURLs"];
  [(id)c setValue:[NSNumber numberWithInt:1] forKey:@"allowUniversalAccessFromFileURLs"];
}
@end

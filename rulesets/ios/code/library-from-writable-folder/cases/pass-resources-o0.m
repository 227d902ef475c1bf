// A bundle of the documents that only holds pictures: no code is loaded. Not optimised.
// compile: -O0
@interface Plug : NSObject @end
@implementation Plug
- (void)load {}
- (NSString *)theme {
  NSBundle *bundle = [NSBundle bundleWithPath:[NSHomeDirectory() stringByAppendingPathComponent:@"Documents/theme.bundle"]];
  [self load];
  return [bundle pathForResource:@"back" ofType:@"png"];
}
@end

// A bundle of the support folder, loaded by a helper. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Plug start] -> openBundle:
@interface Plug : NSObject @end
@implementation Plug
- (void)openBundle:(NSString *)path { [[NSBundle bundleWithPath:path] load]; }
- (void)start {
  NSArray *folders = NSSearchPathForDirectoriesInDomains(14, 1, YES);
  [self openBundle:[[folders firstObject] stringByAppendingPathComponent:@"extra.bundle"]];
}
@end

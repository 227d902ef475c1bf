// A method and a text of that name. Not optimised.
// compile: -O0
// link: -fixup_chains
@interface Store : NSObject @end
@implementation Store
- (void)md5:(NSData *)p { NSLog(@"CC_MD5"); }
- (void)go { [self md5:nil]; }
@end

// The older standard. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Store seal:into:] -> _CC_SHA1
@interface Store : NSObject @end
@implementation Store
- (void)seal:(NSData *)p into:(unsigned char *)d { CC_SHA1(p.bytes, 8, d); }
@end

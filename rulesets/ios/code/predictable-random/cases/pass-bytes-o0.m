// Bytes of the system, and a method named like the bad one. Not optimised.
// compile: -O0
// link: -fixup_chains
@interface Store : NSObject @end
@implementation Store
- (int)random { uint8_t b[4]; SecRandomCopyBytes(NULL, 4, b); return b[0]; }
- (int)code { return [self random]; }
@end

// A fraction. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Store part] -> _drand48
@interface Store : NSObject @end
@implementation Store
- (double)part { return drand48(); }
@end

// The generator of the system.
@interface Store : NSObject @end
@implementation Store
- (unsigned)code { return arc4random_uniform(1000000); }
@end

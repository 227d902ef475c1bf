// Through a helper. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Store ask] -> get:
@interface Store : NSObject @end
@implementation Store
- (id)get:(NSString *)s { return [NSURLRequest requestWithURL:[NSURL URLWithString:s]]; }
- (id)ask { return [self get:@"http://api.broker.tw/order"]; }
@end

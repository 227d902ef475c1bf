// Encrypted, and a namespace.
@interface Store : NSObject @end
@implementation Store
- (id)ask { [NSURL URLWithString:@"http://www.w3.org/2000/svg"]; return [NSURLRequest requestWithURL:[NSURL URLWithString:@"https://api.broker.tw/order" ]]; }
@end

// Put together of a format.
// expect: -[Store ask:] -> URLWithString:
@interface Store : NSObject @end
@implementation Store
- (id)ask:(NSString *)s { return [NSURLRequest requestWithURL:[NSURL URLWithString:[NSString stringWithFormat:@"http://quote.broker.tw/q?s=%@", s]]]; }
@end

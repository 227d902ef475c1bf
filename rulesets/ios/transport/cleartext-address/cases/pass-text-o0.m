// A text that nothing connects to, and the phone itself. Not optimised.
// compile: -O0
// link: -fixup_chains
@interface Store : NSObject @end
@implementation Store
- (id)ask { NSLog(@"http://api.broker.tw/old is gone"); return [NSURLRequest requestWithURL:[NSURL URLWithString:@"http://127.0.0.1:8080/" ]]; }
@end

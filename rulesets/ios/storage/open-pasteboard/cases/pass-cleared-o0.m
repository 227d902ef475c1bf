// The pasteboard is cleared, and a link that stands in the code is copied. Not optimised.
// compile: -O0
// link: -fixup_chains
@interface Store : NSObject @end
@implementation Store
- (void)clear { [[UIPasteboard generalPasteboard] setString:@""]; [[UIPasteboard generalPasteboard] setString:@"https://www.broker.example/"]; }
- (void)show:(UITextField *)f as:(NSString *)s { [f setPlaceholder:s]; }
@end

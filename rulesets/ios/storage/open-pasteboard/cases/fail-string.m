// An account number.
// expect: -[Store copyAccount:] -> setString:
@interface Store : NSObject @end
@implementation Store
- (void)copyAccount:(NSString *)a { [[UIPasteboard generalPasteboard] setString:a]; }
@end

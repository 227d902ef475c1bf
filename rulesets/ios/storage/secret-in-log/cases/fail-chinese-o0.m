// The same in Chinese. Not optimised.
// compile: -O0
// expect: -[Login sign:] -> _NSLog
@interface Login : NSObject @end
@implementation Login
- (void)sign:(NSString *)password { NSLog(@"登入密碼：%@", password); }
@end

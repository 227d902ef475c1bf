// Account and password of a login.
// expect: -[Login sign:with:] -> _NSLog
@interface Login : NSObject @end
@implementation Login
- (void)sign:(NSString *)account with:(NSString *)password { NSLog(@"login account=%@ password=%@", account, password); }
@end

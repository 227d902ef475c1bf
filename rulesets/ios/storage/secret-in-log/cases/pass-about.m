// About a password, not the password.
@interface Login : NSObject @end
@implementation Login
- (void)sign:(NSString *)account { NSLog(@"password changed for %@", account); NSLog(@"password has %d letters", 8); NSLog(@"password"); }
@end

// A password kept for the next login.
// expect: -[Login keep:] -> setObject:forKey:
@interface Login : NSObject @end
@implementation Login
- (void)keep:(NSString *)password { [[NSUserDefaults standardUserDefaults] setObject:password forKey:@"saved_password"]; }
@end

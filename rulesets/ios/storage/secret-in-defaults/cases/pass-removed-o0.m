// Nothing is stored: an old entry is cleared. Not optimised.
// compile: -O0
@interface Login : NSObject @end
@implementation Login
- (void)clear { [[NSUserDefaults standardUserDefaults] setObject:nil forKey:@"saved_password"]; }
@end

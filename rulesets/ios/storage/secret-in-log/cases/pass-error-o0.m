// An error of the keychain. Not optimised.
// compile: -O0
@interface Login : NSObject @end
@implementation Login
- (void)sign:(NSError *)error { NSLog(@"token could not be stored: %d, %@", 3, error); }
@end

// A yes opens the screen.
// expect: -[Login unlock] -> evaluatePolicy:localizedReason:reply:
@interface Login : NSObject @end
@implementation Login
- (void)show {}
- (void)unlock { [[LAContext new] evaluatePolicy:1 localizedReason:@"unlock" reply:^(BOOL ok, NSError *e) { if (ok) [self show]; }]; }
@end

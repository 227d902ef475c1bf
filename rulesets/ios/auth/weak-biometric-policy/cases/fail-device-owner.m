// The passcode does as well.
// expect: -[Login unlock] -> evaluatePolicy:localizedReason:reply:
@interface Login : NSObject @end
@implementation Login
- (void)unlock { [[LAContext new] evaluatePolicy:2 localizedReason:@"unlock" reply:^(BOOL ok, NSError *e) {}]; }
@end

// Only whether it could be asked is asked. Not optimised.
// compile: -O0
@interface Login : NSObject @end
@implementation Login
- (BOOL)can { return [[LAContext new] canEvaluatePolicy:2 error:NULL]; }
@end

// The time since start-up is read, and no manifest says why.
// expect: systemUptime
@interface Clock : NSObject @end
@implementation Clock
- (double)now { return [[NSProcessInfo processInfo] systemUptime]; }
@end

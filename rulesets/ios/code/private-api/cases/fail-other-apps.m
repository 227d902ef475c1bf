// The list of installed apps.
// expect: -[Apps all] -> _NSClassFromString
@interface Apps : NSObject @end
@implementation Apps
- (id)all { return [[NSClassFromString(@"LSApplicationWorkspace") performSelector:NSSelectorFromString(@"defaultWorkspace")] performSelector:NSSelectorFromString(@"allApplications")]; }
@end

// A class of the app whose name is built, and a text that only names a private class. Not optimised.
// compile: -O0
@interface Apps : NSObject @end
@implementation Apps
- (id)screen:(NSString *)name { NSLog(@"LSApplicationWorkspace"); return NSClassFromString([NSString stringWithFormat:@"%@Screen", name]); }
@end

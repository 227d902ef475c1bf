// The path is read from somewhere.
@interface Plug : NSObject @end
@implementation Plug
- (void)start:(NSDictionary *)answer { dlopen([[answer objectForKey:@"library"] UTF8String], 1); }
@end

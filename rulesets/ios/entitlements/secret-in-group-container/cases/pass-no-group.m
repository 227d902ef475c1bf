// Without the entitlement there is no container to share.
@interface Login : NSObject @end
@implementation Login
- (void)keep:(NSString *)token { [[[NSUserDefaults alloc] initWithSuiteName:@"group.a"] setObject:token forKey:@"accessToken"]; }
@end

// A token in the defaults of a group, through a helper. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Login keep:] -> put:under:
@interface Login : NSObject @end
@implementation Login
- (void)put:(id)value under:(NSString *)name { [[[NSUserDefaults alloc] initWithSuiteName:@"group.a"] setObject:value forKey:name]; }
- (void)keep:(NSString *)token { [self put:token under:@"accessToken"]; [self put:token under:@"tab"]; }
@end

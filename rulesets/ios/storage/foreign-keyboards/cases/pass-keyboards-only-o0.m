// Keyboards alone are refused. Not optimised.
// compile: -O0
// link: -fixup_chains
@interface Store : NSObject @end
@implementation Store
- (void)show:(UIView *)v { [v addSubview:[UITextField new]]; }
- (BOOL)application:(UIApplication *)a shouldAllowExtensionPointIdentifier:(NSString *)i { return ![i isEqualToString:@"com.apple.keyboard-service"]; }
@end

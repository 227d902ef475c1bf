// The method allows everything. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Store application:shouldAllowExtensionPointIdentifier:] -> application:shouldAllowExtensionPointIdentifier:
@interface Store : NSObject @end
@implementation Store
- (void)show:(UIView *)v { [v addSubview:[UITextField new]]; }
- (BOOL)application:(UIApplication *)a shouldAllowExtensionPointIdentifier:(NSString *)i { return YES; }
@end

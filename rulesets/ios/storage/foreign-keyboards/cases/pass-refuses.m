// Every extension is refused.
@interface Store : NSObject @end
@implementation Store
- (void)show:(UIView *)v { [v addSubview:[UITextField new]]; }
- (BOOL)application:(UIApplication *)a shouldAllowExtensionPointIdentifier:(NSString *)i { return NO; }
@end

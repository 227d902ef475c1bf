// A field, and nothing that refuses.
// expect: application:shouldAllowExtensionPointIdentifier:
@interface Store : NSObject @end
@implementation Store
- (void)show:(UIView *)v { [v addSubview:[UITextField new]]; }
@end

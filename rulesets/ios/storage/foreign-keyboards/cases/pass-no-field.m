// Nothing to type into.
@interface Store : NSObject @end
@implementation Store
- (void)show:(UIView *)v { [v setHidden:NO]; }
@end

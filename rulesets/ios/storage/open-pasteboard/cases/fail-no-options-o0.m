// Items without any option. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Store copyAccount:] -> setItems:options:
@interface Store : NSObject @end
@implementation Store
- (void)copyAccount:(NSString *)a { [[UIPasteboard generalPasteboard] setItems:@[ @{@"public.utf8-plain-text" : a} ] options:nil]; }
@end

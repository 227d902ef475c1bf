// For this device and one minute.
@interface Store : NSObject @end
@implementation Store
- (void)copyAccount:(NSString *)a { [[UIPasteboard generalPasteboard] setItems:@[ @{@"public.utf8-plain-text" : a} ] options:@{UIPasteboardOptionLocalOnly : @YES, UIPasteboardOptionExpirationDate : [NSDate dateWithTimeIntervalSinceNow:60]}]; }
@end

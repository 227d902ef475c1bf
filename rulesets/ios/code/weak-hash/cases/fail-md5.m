// A password.
// expect: -[Store seal:into:] -> _CC_MD5
@interface Store : NSObject @end
@implementation Store
- (void)seal:(NSString *)p into:(unsigned char *)d { CC_MD5(p.UTF8String, 8, d); }
@end

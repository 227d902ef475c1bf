// The one that holds.
@interface Store : NSObject @end
@implementation Store
- (void)seal:(NSData *)p into:(unsigned char *)d { CC_SHA256(p.bytes, 8, d); }
@end

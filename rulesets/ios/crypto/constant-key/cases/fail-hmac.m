// A MAC whose key stands in the code is no MAC.
// expect: -[Vault sign:] -> _CCHmac
@interface Vault : NSObject @end
@implementation Vault
- (void)sign:(NSMutableData *)out { CCHmac(2, "signing secret", 14, out.bytes, out.length, out.mutableBytes); }
@end

// 256 bits are enough for a curve. Not optimised.
// compile: -O0
// link: -fixup_chains
@interface Store : NSObject @end
@implementation Store
- (void)make { SecKeyCreateRandomKey((__bridge CFDictionaryRef)@{(__bridge id)kSecAttrKeyType : (__bridge id)kSecAttrKeyTypeECSECPrimeRandom, (__bridge id)kSecAttrKeySizeInBits : @256}, NULL); }
@end

// A pair of 3072 bits.
@interface Store : NSObject @end
@implementation Store
- (void)make { SecKeyCreateRandomKey((__bridge CFDictionaryRef)@{(__bridge id)kSecAttrKeyType : (__bridge id)kSecAttrKeyTypeRSA, (__bridge id)kSecAttrKeySizeInBits : @3072}, NULL); }
@end

// A pair of 1024 bits.
// expect: -[Store make] -> _SecKeyCreateRandomKey
@interface Store : NSObject @end
@implementation Store
- (void)make { SecKeyCreateRandomKey((__bridge CFDictionaryRef)@{(__bridge id)kSecAttrKeyType : (__bridge id)kSecAttrKeyTypeRSA, (__bridge id)kSecAttrKeySizeInBits : @1024}, NULL); }
@end

// The length comes through a helper. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Store make:] -> _SecKeyCreateRandomKey
@interface Store : NSObject @end
@implementation Store
- (void)make:(int)bits { SecKeyCreateRandomKey((__bridge CFDictionaryRef)@{(__bridge id)kSecAttrKeyType : (__bridge id)kSecAttrKeyTypeRSA, (__bridge id)kSecAttrKeySizeInBits : [NSNumber numberWithInt:1024]}, NULL); }
- (void)start { [self make:1024]; }
@end

// Readable while locked, on this device. Not optimised.
// compile: -O0
// link: -fixup_chains
// expect: -[Store keep:] -> _kSecAttrAccessibleAlwaysThisDeviceOnly
@interface Store : NSObject @end
@implementation Store
- (void)keep:(NSData *)d { SecItemAdd((__bridge CFDictionaryRef)@{(__bridge id)kSecClass : (__bridge id)kSecClassGenericPassword, (__bridge id)kSecValueData : d, (__bridge id)kSecAttrAccessible : (__bridge id)kSecAttrAccessibleAlwaysThisDeviceOnly}, NULL); }
@end

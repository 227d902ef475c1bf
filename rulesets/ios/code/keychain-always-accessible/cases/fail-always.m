// Readable while locked.
// expect: -[Store keep:] -> _kSecAttrAccessibleAlways
@interface Store : NSObject @end
@implementation Store
- (void)keep:(NSData *)d { SecItemAdd((__bridge CFDictionaryRef)@{(__bridge id)kSecClass : (__bridge id)kSecClassGenericPassword, (__bridge id)kSecValueData : d, (__bridge id)kSecAttrAccessible : (__bridge id)kSecAttrAccessibleAlways}, NULL); }
@end

// A keychain item that the passcode opens, and one that any finger does. Not optimised.
// compile: -O0
// expect: -[Login any] -> _SecAccessControlCreateWithFlags
// expect: -[Login presence] -> _SecAccessControlCreateWithFlags
@interface Login : NSObject @end
@implementation Login
- (id)presence { return (__bridge_transfer id)SecAccessControlCreateWithFlags(NULL, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, 1, NULL); }
- (id)any { return (__bridge_transfer id)SecAccessControlCreateWithFlags(NULL, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, 1UL << 30 | 2, NULL); }
@end

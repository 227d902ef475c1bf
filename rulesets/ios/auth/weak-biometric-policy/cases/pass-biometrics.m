// Fingers or a face, those enrolled now; a key of the Secure Enclave without a person.
@interface Login : NSObject @end
@implementation Login
- (void)unlock { [[LAContext new] evaluatePolicy:1 localizedReason:@"unlock" reply:^(BOOL ok, NSError *e) {}]; }
- (id)set { return (__bridge_transfer id)SecAccessControlCreateWithFlags(NULL, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, 1UL << 30 | 8, NULL); }
- (id)key { return (__bridge_transfer id)SecAccessControlCreateWithFlags(NULL, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, 1UL << 30, NULL); }
@end

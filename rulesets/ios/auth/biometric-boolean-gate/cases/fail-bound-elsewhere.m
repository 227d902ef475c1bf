// Another class keeps an item bound to the person; the answer of this one opens the screen.
// expect: -[Login unlock] -> evaluatePolicy:localizedReason:reply:
@interface Vault : NSObject @end
@implementation Vault
- (id)control { return (__bridge_transfer id)SecAccessControlCreateWithFlags(NULL, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, 8, NULL); }
- (void)read:(NSDictionary *)query { CFTypeRef item = NULL; SecItemCopyMatching((__bridge CFDictionaryRef)query, &item); }
@end
@interface Login : NSObject @end
@implementation Login
- (void)show {}
- (void)unlock { [[LAContext new] evaluatePolicy:1 localizedReason:@"unlock" reply:^(BOOL ok, NSError *e) { if (ok) [self show]; }]; }
@end

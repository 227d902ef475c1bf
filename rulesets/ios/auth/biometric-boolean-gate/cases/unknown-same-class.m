// The class reads a bound item, but not where the answer comes.
@interface Login : NSObject @end
@implementation Login
- (id)control { return (__bridge_transfer id)SecAccessControlCreateWithFlags(NULL, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, 8, NULL); }
- (void)read:(NSDictionary *)query { CFTypeRef item = NULL; SecItemCopyMatching((__bridge CFDictionaryRef)query, &item); }
- (void)show {}
- (void)unlock { [[LAContext new] evaluatePolicy:1 localizedReason:@"unlock" reply:^(BOOL ok, NSError *e) { if (ok) [self show]; }]; }
@end

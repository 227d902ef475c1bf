// The item that is read is bound to the fingers and faces enrolled now.
@interface Login : NSObject @end
@implementation Login
- (void)keep:(NSData *)secret {
  id control = (__bridge_transfer id)SecAccessControlCreateWithFlags(NULL, kSecAttrAccessibleWhenUnlockedThisDeviceOnly, 8, NULL);
  NSDictionary *item = @{(__bridge id)kSecClass : (__bridge id)kSecClassGenericPassword, (__bridge id)kSecAttrAccessControl : control,
                         (__bridge id)kSecValueData : secret};
  SecItemAdd((__bridge CFDictionaryRef)item, NULL);
}
- (void)unlock:(NSDictionary *)query {
  [[LAContext new] evaluatePolicy:1 localizedReason:@"unlock" reply:^(BOOL ok, NSError *e) {
    CFTypeRef item = NULL;
    SecItemCopyMatching((__bridge CFDictionaryRef)query, &item);
  }];
}
@end

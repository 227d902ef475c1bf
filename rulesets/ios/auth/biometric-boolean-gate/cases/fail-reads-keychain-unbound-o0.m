// The keychain is read after the yes, but the item would open without it. Not optimised.
// compile: -O0
// expect: -[Login unlock:] -> evaluatePolicy:localizedReason:reply:
@interface Login : NSObject @end
@implementation Login
- (void)unlock:(NSDictionary *)query {
  [[LAContext new] evaluatePolicy:1 localizedReason:@"unlock" reply:^(BOOL ok, NSError *e) {
    CFTypeRef item = NULL;
    if (ok) SecItemCopyMatching((__bridge CFDictionaryRef)query, &item);
  }];
}
@end

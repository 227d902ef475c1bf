// The key comes from the keychain. Not optimised.
// compile: -O0
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSMutableData *)out query:(NSDictionary *)query {
  CFTypeRef found = NULL;
  size_t moved = 0;
  SecItemCopyMatching((__bridge CFDictionaryRef)query, &found);
  NSData *key = (__bridge NSData *)found;
  CCCrypt(0, 0, 1, key.bytes, 16, NULL, out.bytes, 16, out.mutableBytes, 16, &moved);
}
@end

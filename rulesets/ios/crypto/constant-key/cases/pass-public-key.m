// The key of the server is public.
@interface Vault : NSObject @end
@implementation Vault
- (SecKeyRef)server {
  static const unsigned char point[65] = {4, 1, 2, 3};
  NSData *data = [NSData dataWithBytes:point length:65];
  NSDictionary *what = @{(__bridge id)kSecAttrKeyType : (__bridge id)kSecAttrKeyTypeECSECPrimeRandom,
                         (__bridge id)kSecAttrKeyClass : (__bridge id)kSecAttrKeyClassPublic};
  return SecKeyCreateWithData((__bridge CFDataRef)data, (__bridge CFDictionaryRef)what, NULL);
}
@end

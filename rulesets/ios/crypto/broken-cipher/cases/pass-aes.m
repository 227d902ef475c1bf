// AES, with numbers beside it that would be DES at another place.
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSData *)key out:(NSMutableData *)out {
  size_t moved = 1;
  CCCrypt(1, 0, 1, key.bytes, 32, NULL, out.bytes, 1, out.mutableBytes, 2, &moved);
}
@end

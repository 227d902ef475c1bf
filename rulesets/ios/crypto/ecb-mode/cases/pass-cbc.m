// CBC with padding.
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSData *)key iv:(NSData *)iv out:(NSMutableData *)out {
  size_t moved = 0;
  CCCrypt(0, 0, 1, key.bytes, 16, iv.bytes, out.bytes, out.length, out.mutableBytes, out.length, &moved);
}
@end

// Random bytes, on the stack where zeros were before.
@interface Vault : NSObject @end
@implementation Vault
- (void)seal:(NSMutableData *)out {
  unsigned char key[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}, iv[16] = {0};
  size_t moved = 0;
  if (SecRandomCopyBytes(NULL, 16, key) != 0 || SecRandomCopyBytes(NULL, 16, iv) != 0) return;
  CCCrypt(0, 0, 1, key, 16, iv, out.bytes, 16, out.mutableBytes, 16, &moved);
}
@end
